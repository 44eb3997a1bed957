//! Tables of handles (component model, CanonicalABI.md, "Resource State" and "Table State").
//!
//! Every index and every type comes from a guest. An index means something only in the table of the component
//! instance that uses it, and only with the type that the entry was made with.
#![allow(unsafe_code)]

use super::calls;
use super::entries::grown;
use super::raise::raise_at;
use crate::arch::address_of;
use crate::trap;
use wasmc_abi::component::{
    HANDLE_BORROW, HANDLE_FREE, HANDLE_OWN, Handle, HandleTable, INLINE_HANDLES, MAX_HANDLES,
    ResourceUse,
};
use wasmc_abi::trap::ComponentTrap;

/// The handles of a component instance.
#[derive(Clone, Copy)]
pub struct Handles(*mut HandleTable);

/// An entry that was taken out of a table.
pub enum Taken {
    /// The last handle of a resource with this rep.
    Own(u32),
    /// A handle that was valid for one call.
    Borrow,
}

impl Handles {
    /// The table at an address.
    ///
    /// # Safety
    /// It must be that of a table in the state of this image.
    pub unsafe fn new(table: u64) -> Self {
        Self(table as *mut HandleTable)
    }

    fn read(self) -> HandleTable {
        // SAFETY: `new` has been promised that it is one, and nothing refers to it.
        unsafe { self.0.read() }
    }

    fn write(self, table: HandleTable) {
        // SAFETY: as in `read`.
        unsafe { self.0.write(table) };
    }

    /// Address of an entry, within the table.
    fn at(self, table: &HandleTable, index: u32) -> *mut Handle {
        let entries = match table.entries {
            0 => self.0.wrapping_add(1).cast::<Handle>(),
            entries => entries as *mut Handle,
        };
        entries.wrapping_add(index as usize)
    }

    /// The entry of an index that is in use.
    fn get(self, index: u32) -> Handle {
        let table = self.read();
        if index < table.len {
            // SAFETY: there are `len` entries.
            let entry = unsafe { self.at(&table, index).read() };
            if entry.kind != HANDLE_FREE {
                return entry;
            }
        }
        raise_at(ComponentTrap::UnknownHandle, index)
    }

    fn set(self, index: u32, entry: Handle) {
        let table = self.read();
        // SAFETY: the callers have got the index from `get`, or made room for it.
        unsafe { self.at(&table, index).write(entry) };
    }

    /// The entry of an index, which must have this type.
    fn typed(self, ty: u32, index: u32) -> Handle {
        let entry = self.get(index);
        if entry.ty != ty {
            raise_at(ComponentTrap::WrongHandleType, index);
        }
        entry
    }

    fn insert(self, entry: Handle) -> u32 {
        let mut table = self.read();
        if table.free != 0 {
            let index = table.free;
            // SAFETY: free entries are within the table.
            table.free = unsafe { self.at(&table, index).read() }.link;
            self.write(table);
            self.set(index, entry);
            return index;
        }
        // Index 0 is never used.
        let index = table.len.max(1);
        let full = || trap::raise_component(ComponentTrap::HandleTableFull, b"");
        if index > MAX_HANDLES {
            full();
        }
        let inline = INLINE_HANDLES as u32;
        if table.entries == 0 && index == inline {
            let Some((entries, _)) = grown::<Handle>(0, inline) else {
                full()
            };
            let old = self.at(&table, 0);
            // SAFETY: there is room for more than the entries that there are; the old ones are in the state.
            unsafe {
                core::ptr::copy_nonoverlapping(old, entries as *mut Handle, INLINE_HANDLES);
            }
            table.entries = entries;
        } else if table.entries != 0 && grows_at(index) {
            let Some((entries, _)) = grown::<Handle>(table.entries, index) else {
                full()
            };
            table.entries = entries;
        }
        table.len = index + 1;
        self.write(table);
        self.set(index, entry);
        index
    }

    fn remove(self, index: u32) {
        let mut table = self.read();
        let free = Handle {
            kind: HANDLE_FREE,
            ty: 0,
            rep: 0,
            link: table.free,
        };
        table.free = index;
        self.write(table);
        self.set(index, free);
    }

    /// A new own handle.
    pub fn own(self, ty: u32, rep: u32) -> u32 {
        self.insert(Handle {
            kind: HANDLE_OWN,
            ty,
            rep,
            link: 0,
        })
    }

    /// The rep of the resource of a handle, own or borrow.
    pub fn rep(self, ty: u32, index: u32) -> u32 {
        self.typed(ty, index).rep
    }

    /// Takes an own handle out and returns its rep.
    pub fn take_own(self, ty: u32, index: u32) -> u32 {
        if self.typed(ty, index).kind != HANDLE_OWN {
            raise_at(ComponentTrap::WrongHandleType, index);
        }
        match self.take(ty, index) {
            Taken::Own(rep) => rep,
            Taken::Borrow => 0,
        }
    }

    /// Takes a handle out.
    pub fn take(self, ty: u32, index: u32) -> Taken {
        let entry = self.typed(ty, index);
        if entry.kind == HANDLE_BORROW {
            calls::give_back(entry.link);
            self.remove(index);
            return Taken::Borrow;
        }
        if entry.link != 0 {
            trap::raise_component(ComponentTrap::HandleIsLent, b"");
        }
        self.remove(index);
        Taken::Own(entry.rep)
    }

    /// Lends the resource of a handle to the call under way and returns its rep.
    fn lend(self, ty: u32, index: u32) -> u32 {
        let mut entry = self.typed(ty, index);
        if entry.kind == HANDLE_OWN {
            let rep = entry.rep;
            entry.link += 1;
            self.set(index, entry);
            calls::note_lender(self.0 as u64, index);
            return rep;
        }
        entry.rep
    }

    /// Ends a loan of the call that returns.
    pub fn end_loan(self, index: u32) {
        let mut entry = self.get(index);
        entry.link -= 1;
        self.set(index, entry);
    }
}

/// Whether a table that is not inline is full with this many entries: sizes double.
fn grows_at(len: u32) -> bool {
    const FIRST: u32 = (16 << 10) / Handle::BYTES as u32;
    len >= FIRST && len.is_power_of_two()
}

/// `resource.new`: table, type, rep; the index.
#[unsafe(export_name = wasmc_abi::builtin!(ResourceNew))]
pub extern "C" fn resource_new(table: u64, ty: u32, rep: u32) -> u32 {
    // SAFETY: compiled code passes the address of a table.
    unsafe { Handles::new(table) }.own(ty, rep)
}

/// `resource.rep`: table, type, index; the rep.
#[unsafe(export_name = wasmc_abi::builtin!(ResourceRep))]
pub extern "C" fn resource_rep(table: u64, ty: u32, index: u32) -> u32 {
    // SAFETY: as above.
    unsafe { Handles::new(table) }.rep(ty, index)
}

/// `resource.drop`: table, type, index; the rep with bit 32 set if the handle owned the resource, else 0.
#[unsafe(export_name = wasmc_abi::builtin!(ResourceDrop))]
pub extern "C" fn resource_drop(table: u64, ty: u32, index: u32) -> u64 {
    // SAFETY: as above.
    match unsafe { Handles::new(table) }.take(ty, index) {
        Taken::Own(rep) => 1 << 32 | u64::from(rep),
        Taken::Borrow => 0,
    }
}

/// The table and the type that an adapter means by a number.
fn user(uses: *const ResourceUse, number: u32) -> (Handles, ResourceUse) {
    // SAFETY: adapters are made with the list, and have no other numbers.
    let user = unsafe { uses.wrapping_add(number as usize).read() };
    let table = address_of!(STATE) + u64::from(user.table);
    // SAFETY: the compiler wrote the offset of a table.
    (unsafe { Handles::new(table) }, user)
}

/// Passes an own handle to another component instance: the uses of the image, index, from, to; the new index.
#[unsafe(export_name = wasmc_abi::builtin!(TransferOwn))]
pub extern "C" fn transfer_own(uses: *const ResourceUse, index: u32, from: u32, to: u32) -> u32 {
    let ((from, from_use), (to, to_use)) = (user(uses, from), user(uses, to));
    to.own(to_use.ty, from.take_own(from_use.ty, index))
}

/// Lends a resource to another component instance for the call under way: the uses of the image, index, from, to; the new
/// index, or the rep where the other defines the resource.
#[unsafe(export_name = wasmc_abi::builtin!(TransferBorrow))]
pub extern "C" fn transfer_borrow(uses: *const ResourceUse, index: u32, from: u32, to: u32) -> u32 {
    let ((from, from_use), (to, to_use)) = (user(uses, from), user(uses, to));
    let rep = from.lend(from_use.ty, index);
    if to_use.defined != 0 {
        return rep;
    }
    to.insert(Handle {
        kind: HANDLE_BORROW,
        ty: to_use.ty,
        rep,
        link: calls::borrow(),
    })
}
