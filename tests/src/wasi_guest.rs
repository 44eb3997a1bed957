//! Compiles the guest that does what it is told, see [`wasmc_agent::guest`].

use crate::Machine;
<<<<<<< HEAD
use crate::driver::{Driver, Slot};
use crate::limit::HANG;
use anyhow::{Context, Result, bail, ensure};
=======
use anyhow::Result;
>>>>>>> 2940e94 (A test target boots real kernels, with an agent as their first process)
use std::collections::HashMap;
use std::fmt::Write as _;
use wasmc_abi::wasi::{Core, FUNCTIONS};
use wasmc_agent::guest::{Image, WORDS};
use wasmc_compiler::options::EntryPoint;
use wasmc_compiler::{Input, Options, ScriptItem, compile};

<<<<<<< HEAD
/// The longest that one call may take; emulated ones that fill gigabytes need it.
const LIMIT: Duration = HANG;

/// 64-bit words that one call brings into the memory or out of it.
const WORDS: usize = 512;

/// The image of a guest, for any number of runs.
pub struct Image {
    machine: Machine,
    bytes: Vec<u8>,
    /// Numbers of the exports.
    calls: HashMap<String, usize>,
=======
/// Compiles the guest with further functions, in the text format; they may call every WASI function
/// by its name, `$fd_read` say.
///
/// # Errors
/// The further functions are wrong.
pub fn image(machine: &Machine, more: &str) -> Result<Image> {
    let (bytes, calls) = compile_guest(machine, more)?;
    Ok(Image::new(machine.clone(), bytes, calls))
>>>>>>> 2940e94 (A test target boots real kernels, with an agent as their first process)
}

/// The same for another machine: the executable, and the numbers of its exports.
///
/// # Errors
/// The further functions are wrong.
pub fn compile_guest(machine: &Machine, more: &str) -> Result<(Vec<u8>, HashMap<String, usize>)> {
    let input = Input {
        name: "guest".into(),
        bytes: wat::parse_str(text(more)?)?,
    };
    let options = Options {
        entry: EntryPoint::Script,
        ..machine.options()
    };
    let compiled = compile(&input.into(), &options)?;
    let calls = compiled.script.iter().enumerate();
    let calls = calls.filter_map(|(number, call)| match &call.item {
        ScriptItem::Func(name) => Some((name.clone(), number)),
        _ => None,
    });
    Ok((compiled.bytes, calls.collect()))
}

/// The module: one page of memory, which can grow.
fn text(more: &str) -> Result<String> {
    let mut text = String::from("(module\n");
    for function in FUNCTIONS {
        let name = function.name;
        let params = function.params.iter().map(|param| match param {
            Core::I32 => " i32",
            Core::I64 => " i64",
        });
        let params: String = params.collect();
        let result = if function.returns_errno {
            "(result i32)"
        } else {
            ""
        };
        writeln!(
            text,
            "(import \"wasi_snapshot_preview1\" \"{name}\" (func ${name} (param{params}) {result}))"
        )?;
    }
    text.push_str("(memory (export \"memory\") 1 65536)\n");
    for function in FUNCTIONS {
        let name = function.name;
        writeln!(text, "(export \"{name}\" (func ${name}))")?;
    }
    let words = " i64".repeat(WORDS);
    writeln!(text, "(func (export \"poke\") (param i32{words})")?;
    for word in 0..WORDS {
        let (offset, local) = (word * 8, word + 1);
        writeln!(
            text,
            "(i64.store offset={offset} (local.get 0) (local.get {local}))"
        )?;
    }
    writeln!(
        text,
        ")\n(func (export \"peek\") (param i32) (result{words})"
    )?;
    for word in 0..WORDS {
        writeln!(text, "(i64.load offset={} (local.get 0))", word * 8)?;
    }
    text.push_str(
        r#")
        (func (export "put") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
        (func (export "put64") (param i32 i64) (i64.store (local.get 0) (local.get 1)))
        (func (export "fill") (param i32 i32 i32)
          (memory.fill (local.get 0) (local.get 1) (local.get 2)))
        (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
        (func (export "close_from") (param i32)
          (loop $next
            (drop (call $fd_close (local.get 0)))
            (local.set 0 (i32.add (local.get 0) (i32.const 1)))
            (br_if $next (i32.lt_u (local.get 0) (i32.const 1024)))))
        "#,
    );
    text.push_str(more);
    text.push_str(")\n");
    Ok(text)
}
<<<<<<< HEAD

/// A running guest.
pub struct Guest<'image> {
    image: &'image Image,
    driver: Driver,
}

impl Guest<'_> {
    /// The number of the process.
    pub fn process(&self) -> u32 {
        self.driver.process()
    }

    fn slots(&mut self, name: &str, slots: &mut [Slot]) -> Result<Option<Trap>> {
        let number = self.image.calls.get(name);
        let number = *number.with_context(|| format!("the guest has no function {name}"))?;
        let status = self.driver.call(number, slots);
        let status = status.with_context(|| format!("{name} ended the process"))?;
        if status == 0 {
            return Ok(None);
        }
        let trap = u8::try_from(status).ok().and_then(Trap::from_code);
        Ok(Some(trap.with_context(|| {
            format!("{name}: unknown status {status}")
        })?))
    }

    /// Calls a function that returns one number, or none, which is then 0.
    ///
    /// # Errors
    /// The process ended, or had to be ended.
    pub fn call(&mut self, name: &str, args: &[u64]) -> Result<Answer> {
        let mut slots: Vec<Slot> = args.iter().map(|arg| slot(*arg)).collect();
        // A function without parameters still has a slot for its result.
        slots.resize(slots.len().max(1), [0; SLOT_BYTES]);
        let trap = self.slots(name, &mut slots)?;
        let value = slots.first().map_or(0, |slot| word(slot) as u32);
        Ok(trap.map_or(Answer::Value(value), Answer::Trap))
    }

    /// Calls a function that must not trap.
    ///
    /// # Errors
    /// As [`Guest::call`], or it traps.
    pub fn value(&mut self, name: &str, args: &[u64]) -> Result<u32> {
        match self.call(name, args)? {
            Answer::Value(value) => Ok(value),
            Answer::Trap(trap) => bail!("{name} trapped: {}", trap.message()),
        }
    }

    /// Calls a WASI function that must succeed.
    ///
    /// # Errors
    /// As [`Guest::value`], or the errno that it returns.
    pub fn succeed(&mut self, name: &str, args: &[u64]) -> Result<()> {
        let errno = self.value(name, args)?;
        ensure!(errno == 0, "{name} answered with errno {errno}");
        Ok(())
    }

    /// Copies bytes into the memory.
    ///
    /// # Errors
    /// They do not fit, or the process ended.
    pub fn write(&mut self, at: u32, bytes: &[u8]) -> Result<()> {
        let mut at = u64::from(at);
        let mut chunks = bytes.chunks_exact(WORDS * 8);
        for chunk in &mut chunks {
            let words = chunk.chunks_exact(8).map(|it| slot(le_word(it)));
            let mut slots = vec![slot(at)];
            slots.extend(words);
            let trap = self.slots("poke", &mut slots)?;
            ensure!(trap.is_none(), "no memory at {at:#x}");
            at += chunk.len() as u64;
        }
        let mut words = chunks.remainder().chunks_exact(8);
        for bytes in &mut words {
            self.value("put64", &[at, le_word(bytes)])?;
            at += 8;
        }
        for byte in words.remainder() {
            self.value("put", &[at, u64::from(*byte)])?;
            at += 1;
        }
        Ok(())
    }

    /// Copies bytes out of the memory. Whole blocks of 4 KiB are read, so they must be there.
    ///
    /// # Errors
    /// They are not, or the process ended.
    pub fn read(&mut self, at: u32, len: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let mut slots = vec![[0; SLOT_BYTES]; WORDS];
            slots[0] = slot(u64::from(at) + bytes.len() as u64);
            let trap = self.slots("peek", &mut slots)?;
            ensure!(trap.is_none(), "no memory at {at:#x}");
            bytes.extend(slots.iter().flat_map(|slot| word(slot).to_le_bytes()));
        }
        bytes.truncate(len);
        Ok(bytes)
    }

    /// Reads a number.
    ///
    /// # Errors
    /// As [`Guest::read`].
    pub fn read_u32(&mut self, at: u32) -> Result<u32> {
        let bytes = self.read(at, 4)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    }

    /// Descriptors that the process has open, as the kernel knows them.
    ///
    /// # Errors
    /// The kernel does not tell.
    pub fn host_descriptors(&self) -> Result<usize> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.process()))?.count())
    }

    /// Ends it by the end of its input.
    ///
    /// # Errors
    /// It does not end with exit code 0.
    pub fn finish(self) -> Result<()> {
        self.driver.finish()
    }
}

fn slot(value: u64) -> Slot {
    let mut slot = [0; SLOT_BYTES];
    slot[..8].copy_from_slice(&value.to_le_bytes());
    slot
}

fn word(slot: &Slot) -> u64 {
    le_word(&slot[..8])
}

fn le_word(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
=======
>>>>>>> 2940e94 (A test target boots real kernels, with an agent as their first process)
