//! What compiled code calls for instructions that the processor may lack.
//!
//! Cranelift asks for these only below SSE4.1 and SSSE3 (`-march=compatibility`).
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod x86_64;

/// Rounds by a conversion to an integer, which is exact below 2^52 (2^23); above, every float is
/// an integer already, or a NaN, which comes out quiet (core spec 4.3.3, NaN Propagation).
macro_rules! rounding {
    (
        $float:ident, $int:ident, $limit:expr,
        $ceil:ident = $ceil_call:ident,
        $floor:ident = $floor_call:ident,
        $trunc:ident = $trunc_call:ident,
        $nearest:ident = $nearest_call:ident,
    ) => {
        /// `ceil`.
        #[unsafe(export_name = wasmc_abi::libcall!($ceil_call))]
        extern "C" fn $ceil(x: $float) -> $float {
            let truncated = $trunc(x);
            if truncated < x {
                (truncated + 1.0).copysign(x)
            } else {
                truncated
            }
        }

        /// `floor`.
        #[unsafe(export_name = wasmc_abi::libcall!($floor_call))]
        extern "C" fn $floor(x: $float) -> $float {
            let truncated = $trunc(x);
            if truncated > x {
                truncated - 1.0
            } else {
                truncated
            }
        }

        /// `trunc`.
        #[unsafe(export_name = wasmc_abi::libcall!($trunc_call))]
        extern "C" fn $trunc(x: $float) -> $float {
            if x.abs() < $limit {
                (x as $int as $float).copysign(x)
            } else {
                x.quiet()
            }
        }

        /// `nearest`: ties to even.
        #[unsafe(export_name = wasmc_abi::libcall!($nearest_call))]
        extern "C" fn $nearest(x: $float) -> $float {
            // Adding and taking away the limit rounds at the last integral bit, in the processor's
            // rounding mode, which is to nearest, ties to even.
            if x.abs() < $limit {
                ((x.abs() + $limit) - $limit).copysign(x)
            } else {
                x.quiet()
            }
        }
    };
}

/// Sets the bit that makes a NaN quiet. Not by arithmetic, which the Rust compiler may leave out.
trait Quiet {
    fn quiet(self) -> Self;
}

impl Quiet for f32 {
    fn quiet(self) -> f32 {
        if self.is_nan() {
            f32::from_bits(self.to_bits() | 1 << 22)
        } else {
            self
        }
    }
}

impl Quiet for f64 {
    fn quiet(self) -> f64 {
        if self.is_nan() {
            f64::from_bits(self.to_bits() | 1 << 51)
        } else {
            self
        }
    }
}

rounding!(
    f32,
    i32,
    8_388_608.0,
    ceil_f32 = CeilF32,
    floor_f32 = FloorF32,
    trunc_f32 = TruncF32,
    nearest_f32 = NearestF32,
);
rounding!(
    f64,
    i64,
    4_503_599_627_370_496.0,
    ceil_f64 = CeilF64,
    floor_f64 = FloorF64,
    trunc_f64 = TruncF64,
    nearest_f64 = NearestF64,
);
