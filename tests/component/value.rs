//! Values of component functions as core values: those that need no memory.

use wasmc_abi::script::SLOT_BYTES;
use wasmc_agent::driver::Slot;
use wast::component::WastVal;

/// Why a value is not passed.
pub const IN_MEMORY: &str = "values in the memory of a component cannot be passed yet";

fn slot(value: u64) -> Slot {
    let mut slot = [0; SLOT_BYTES];
    slot[..8].copy_from_slice(&value.to_le_bytes());
    slot
}

/// The core value of an argument (component model, CanonicalABI.md, `lower_flat`).
pub fn argument(value: &WastVal<'_>) -> Result<Slot, String> {
    Ok(slot(match value {
        WastVal::Bool(it) => (*it).into(),
        WastVal::U8(it) => (*it).into(),
        WastVal::S8(it) => u64::from(i32::from(*it) as u32),
        WastVal::U16(it) => (*it).into(),
        WastVal::S16(it) => u64::from(i32::from(*it) as u32),
        WastVal::U32(it) => (*it).into(),
        WastVal::S32(it) => (*it as u32).into(),
        WastVal::U64(it) => *it,
        WastVal::S64(it) => *it as u64,
        WastVal::F32(it) => it.bits.into(),
        WastVal::F64(it) => it.bits,
        WastVal::Char(it) => u32::from(*it).into(),
        _ => return Err(IN_MEMORY.into()),
    }))
}

/// Checks a result (CanonicalABI.md, `lift_flat`).
pub fn check(value: &WastVal<'_>, slot: &Slot) -> Result<(), String> {
    let bits = u64::from_le_bytes(slot[..8].try_into().unwrap_or_default());
    let low = bits as u32;
    let same = match value {
        WastVal::Bool(it) => (low != 0) == *it,
        WastVal::U8(it) => low as u8 == *it,
        WastVal::S8(it) => low as i8 == *it,
        WastVal::U16(it) => low as u16 == *it,
        WastVal::S16(it) => low as i16 == *it,
        WastVal::U32(it) => low == *it,
        WastVal::S32(it) => low as i32 == *it,
        WastVal::U64(it) => bits == *it,
        WastVal::S64(it) => bits as i64 == *it,
        WastVal::F32(it) => {
            low == it.bits || (f32::from_bits(low).is_nan() && f32::from_bits(it.bits).is_nan())
        }
        WastVal::F64(it) => {
            bits == it.bits || (f64::from_bits(bits).is_nan() && f64::from_bits(it.bits).is_nan())
        }
        WastVal::Char(it) => char::from_u32(low) == Some(*it),
        _ => return Err(IN_MEMORY.into()),
    };
    match same {
        true => Ok(()),
        false => Err(format!("expected {value:?}, got 0x{bits:x}")),
    }
}
