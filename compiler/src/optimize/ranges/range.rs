//! Bounds of integers without a sign, and how instructions with two operands change them.

use cranelift_codegen::ir::Opcode;

/// Bounds of a value, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    /// It is at least this.
    pub min: u64,
    /// It is at most this.
    pub max: u64,
}

impl Range {
    /// All values of a number of bits.
    pub fn of_bits(bits: u32) -> Range {
        Range {
            min: 0,
            max: mask(bits),
        }
    }

    /// One value.
    pub fn exactly(value: u64) -> Range {
        Range {
            min: value,
            max: value,
        }
    }

    /// From 0 on.
    pub fn up_to(max: u64) -> Range {
        Range { min: 0, max }
    }

    /// What either says.
    pub fn or(self, other: Range) -> Range {
        Range {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        }
    }

    /// What both say. A block whose branches contradict each other is never reached: there, one of them
    /// is as good as the other.
    pub fn and(self, other: Range) -> Range {
        let both = Range {
            min: self.min.max(other.min),
            max: self.max.min(other.max),
        };
        match both.min <= both.max {
            true => both,
            false => self,
        }
    }
}

/// The largest value of a number of bits.
pub fn mask(bits: u32) -> u64 {
    u64::MAX >> (64 - bits.clamp(1, 64))
}

/// The range of the result of an instruction with two operands.
pub fn operation(
    opcode: Opcode,
    bits: u32,
    amount: Option<i64>,
    left: Range,
    right: &mut dyn FnMut() -> Range,
) -> Option<Range> {
    let amount = amount.map(|amount| amount as u64 % u64::from(bits));
    let fits = |range: Range| (range.max <= mask(bits)).then_some(range);
    match opcode {
        Opcode::Band => Some(Range::up_to(left.max.min(right().max))),
        Opcode::Bor | Opcode::Bxor => {
            let right = right();
            let highest = left.max | right.max;
            Some(Range {
                min: match opcode {
                    Opcode::Bor => left.min.max(right.min),
                    _ => 0,
                },
                max: u64::MAX.checked_shr(highest.leading_zeros()).unwrap_or(0),
            })
        }
        Opcode::Iadd => sum(bits, left, right()),
        Opcode::Isub => {
            let right = right();
            Some(Range {
                min: left.min.checked_sub(right.max)?,
                max: left.max - right.min,
            })
        }
        Opcode::Imul => {
            let right = right();
            fits(Range {
                min: left.min.checked_mul(right.min)?,
                max: left.max.checked_mul(right.max)?,
            })
        }
        Opcode::Ishl => {
            let amount = amount?;
            (left.max.leading_zeros() as u64 >= amount).then_some(())?;
            fits(Range {
                min: left.min << amount,
                max: left.max << amount,
            })
        }
        Opcode::Ushr => Some(match amount {
            Some(amount) => Range {
                min: left.min >> amount,
                max: left.max >> amount,
            },
            None => Range::up_to(left.max),
        }),
        Opcode::Udiv => Some(Range::up_to(left.max / right().min.max(1))),
        Opcode::Urem => Some(Range::up_to(left.max.min(right().max.saturating_sub(1)))),
        Opcode::Umin => {
            let right = right();
            Some(Range {
                min: left.min.min(right.min),
                max: left.max.min(right.max),
            })
        }
        Opcode::Umax => {
            let right = right();
            Some(Range {
                min: left.min.max(right.min),
                max: left.max.max(right.max),
            })
        }
        _ => None,
    }
}

/// A sum that never wraps, or always does.
fn sum(bits: u32, left: Range, right: Range) -> Option<Range> {
    let min = u128::from(left.min) + u128::from(right.min);
    let max = u128::from(left.max) + u128::from(right.max);
    let modulus = u128::from(mask(bits)) + 1;
    let wraps = [min, max].map(|it| it >= modulus);
    if wraps[0] != wraps[1] {
        return None;
    }
    Some(Range {
        min: (min % modulus) as u64,
        max: (max % modulus) as u64,
    })
}
