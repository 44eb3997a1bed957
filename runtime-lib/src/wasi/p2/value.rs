//! How values lie in guest memory (component model, CanonicalABI.md, "Storing"), for those of which a result is made.

use super::caller::Caller;
use crate::component::Handles;
use crate::wasi::guest::Area;
use core::marker::PhantomData;

/// A value that a result is made of.
pub trait Lower: Sized {
    /// Bytes in memory.
    const SIZE: u32;
    /// Its alignment in memory, a power of two.
    const ALIGN: u32;
    /// Puts it into memory.
    fn store(self, caller: Caller, area: Area);
}

/// The next multiple of an alignment.
pub const fn align_to(offset: u32, align: u32) -> u32 {
    offset.next_multiple_of(align)
}

/// The larger one.
pub const fn max(a: u32, b: u32) -> u32 {
    if a > b { a } else { b }
}

macro_rules! integers {
    ($($ty:ty)*) => {
        $(impl Lower for $ty {
            const SIZE: u32 = size_of::<$ty>() as u32;
            const ALIGN: u32 = Self::SIZE;
            #[inline(always)]
            fn store(self, _: Caller, area: Area) {
                area.put(0, self.to_le_bytes());
            }
        })*
    };
}
integers!(u8 u16 u32 u64);

impl Lower for bool {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, _: Caller, area: Area) {
        area.put(0, [u8::from(self)]);
    }
}

impl Lower for () {
    const SIZE: u32 = 0;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, _: Caller, _: Area) {}
}

/// What lies in guest memory already: a string (`str`) or a list (`[T]`).
pub struct Given<T: ?Sized> {
    at: u32,
    len: u32,
    of: PhantomData<fn(&T)>,
}

impl<T: ?Sized> Given<T> {
    /// What lies at an address, with what the canonical ABI has as its length.
    pub fn new(at: u32, len: u32) -> Self {
        Self {
            at,
            len,
            of: PhantomData,
        }
    }

    /// Its address and its length.
    pub fn parts(self) -> (u32, u32) {
        (self.at, self.len)
    }
}

impl<T: ?Sized> Lower for Given<T> {
    const SIZE: u32 = 8;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, _: Caller, area: Area) {
        area.put(0, self.at.to_le_bytes());
        area.put(4, self.len.to_le_bytes());
    }
}

macro_rules! tuples {
    ($(($($part:ident)*);)*) => {
        $(impl<$($part: Lower),*> Lower for ($($part,)*) {
            const SIZE: u32 = {
                let mut end = 0;
                $(end = align_to(end, $part::ALIGN) + $part::SIZE;)*
                align_to(end, Self::ALIGN)
            };
            const ALIGN: u32 = {
                let mut align = 1;
                $(align = max(align, $part::ALIGN);)*
                align
            };
            #[inline(always)]
            #[allow(non_snake_case, unused_assignments, reason = "a variable for each type")]
            fn store(self, caller: Caller, area: Area) {
                let ($($part,)*) = self;
                let mut end = 0;
                $(
                    let start = align_to(end, $part::ALIGN);
                    $part.store(caller, area.skip(start));
                    end = start + $part::SIZE;
                )*
            }
        })*
    };
}
tuples! {
    (A B);
    (A B C);
    (A B C D);
    (A B C D E F G H);
}

impl<T: Lower> Lower for Option<T> {
    const SIZE: u32 = align_to(T::ALIGN + T::SIZE, T::ALIGN);
    const ALIGN: u32 = T::ALIGN;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        area.put(0, [u8::from(self.is_some())]);
        if let Some(value) = self {
            value.store(caller, area.skip(T::ALIGN));
        }
    }
}

impl<T: Lower, E: Lower> Lower for Result<T, E> {
    const SIZE: u32 = align_to(Self::ALIGN + max(T::SIZE, E::SIZE), Self::ALIGN);
    const ALIGN: u32 = max(T::ALIGN, E::ALIGN);
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        area.put(0, [u8::from(self.is_err())]);
        let payload = area.skip(Self::ALIGN);
        match self {
            Ok(value) => value.store(caller, payload),
            Err(error) => error.store(caller, payload),
        }
    }
}

/// A resource of the host.
pub trait Resource: Copy {
    /// Number of its type.
    const TYPE: u32;
    /// The one with this rep.
    fn new(rep: u32) -> Self;
    /// Its rep.
    fn rep(self) -> u32;

    /// The one that a handle stands for; the caller keeps the handle.
    fn borrowed(handles: Handles, index: u32) -> Self {
        Self::new(handles.rep(Self::TYPE, index))
    }

    /// The one that an own handle stands for, which the caller gives away.
    fn taken(handles: Handles, index: u32) -> Self {
        Self::new(handles.take_own(Self::TYPE, index))
    }

    /// A handle of it for the caller, who owns it from now on.
    fn owned(self, handles: Handles) -> u32 {
        handles.own(Self::TYPE, self.rep())
    }
}
