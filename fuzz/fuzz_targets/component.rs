#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wasmc_tests::fuzz::fuzz("component", data));
