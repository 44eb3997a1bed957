//! What aarch64 processors may lack.

/// Says what an image may be compiled for that this processor lacks.
pub fn report_missing_feature() {
    crate::sys::stderr!(
        b"wasmc: this image needs a newer processor; rebuild it with -march=armv8.0-a\n",
    );
}
