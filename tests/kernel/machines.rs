//! The machines that are booted.

use wasmc_compiler::target::Target;

/// A machine that is emulated whole.
pub struct Computer {
    /// What it is, for messages.
    pub name: &'static str,
    /// Its kernel, below the folder of kernels.
    pub kernel: &'static str,
    /// The emulator.
    pub emulator: &'static str,
    /// What the emulator is to be.
    pub words: &'static [&'static str],
    /// The device that the kernel takes for its console.
    pub console: &'static str,
    /// Whether the long cases run there too.
    pub everything: bool,
}

const ARM: &str = "qemu-system-aarch64";
const VIRT: &str = "virt,gic-version=3";

/// One with everything that the emulator knows (SVE, landing pads, signed return addresses), the
/// oldest processor that images for the default `-march` may meet, and one with larger pages. A
/// kernel with pages of 64 KiB is not to be had; `wasmc_abi::page` has the reasoning.
const AARCH64: &[Computer] = &[
    Computer {
        name: "aarch64, 4 KiB pages, -cpu max",
        kernel: "aarch64",
        emulator: ARM,
        words: &["-M", VIRT, "-cpu", "max,pauth-impdef=on"],
        console: "ttyAMA0",
        everything: true,
    },
    Computer {
        name: "aarch64, 4 KiB pages, -cpu cortex-a53",
        kernel: "aarch64",
        emulator: ARM,
        words: &["-M", VIRT, "-cpu", "cortex-a53"],
        console: "ttyAMA0",
        everything: false,
    },
    Computer {
        name: "aarch64, 16 KiB pages, -cpu max",
        kernel: "aarch64-16k",
        emulator: ARM,
        words: &["-M", VIRT, "-cpu", "max,pauth-impdef=on"],
        console: "ttyAMA0",
        everything: false,
    },
];

const X86_64: &[Computer] = &[Computer {
    name: "x86_64, -cpu max",
    kernel: "x86_64",
    emulator: "qemu-system-x86_64",
    words: &["-M", "q35", "-accel", "tcg", "-cpu", "max"],
    console: "ttyS0",
    everything: true,
}];

/// Those of a target.
pub fn all(target: Target) -> &'static [Computer] {
    match target {
        Target::X86_64 => X86_64,
        Target::Aarch64 => AARCH64,
    }
}
