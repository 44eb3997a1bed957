//! What each pass does: the time of executables without it over that of executables with all of them; for
//! another machine, the instructions in their code.

use crate::image::{Image, compile};
use crate::programs::Program;
use crate::times::{Times, geometric_mean};
use crate::{Arguments, repeat, usual};
use anyhow::Result;
use object::{Object, ObjectSection, SectionKind};
use std::path::Path;
use wasmc_compiler::Options;
use wasmc_compiler::options::{Emit, OptLevel, Pass};
use wasmc_compiler::target::{March, Target};

/// Bytes of an instruction of aarch64.
const INSTRUCTION: f64 = 4.0;

/// Prints a row for each program, with a column for each pass. A number above 1: the pass makes the program faster.
pub fn compare(programs: Vec<Program>, arguments: &Arguments, place: &Path) -> Result<()> {
    println!("user time without the pass over that with all of them, medians of the rounds");
    print_names();
    let mut columns = [const { Vec::new() }; Pass::ALL.len()];
    for mut program in programs {
        let Some(ratios) = ratios(&mut program, arguments, place)? else {
            continue;
        };
        print!("{:<22}", program.name);
        for (column, ratio) in columns.iter_mut().zip(ratios) {
            print!(" {ratio:>14.3}");
            column.push(ratio);
        }
        println!();
    }
    print_means(columns);
    Ok(())
}

fn print_names() {
    print!("{:<22}", "program");
    for (name, _) in Pass::ALL {
        print!(" {name:>14}");
    }
    println!();
}

fn print_means(columns: [Vec<f64>; Pass::ALL.len()]) {
    print!("{:<22}", "geometric mean");
    for column in columns {
        let mean = geometric_mean(column.into_iter()).unwrap_or(f64::NAN);
        print!(" {mean:>14.3}");
    }
    println!();
}

/// Prints how many instructions the code for aarch64 has without each pass, over those with all of them. They are
/// counted in the code, not while it runs: whether a loop has fewer does not show.
pub fn count(programs: Vec<Program>, level: OptLevel) -> Result<()> {
    println!("instructions of the code for aarch64, without the pass over with all of them");
    print_names();
    let mut columns = [const { Vec::new() }; Pass::ALL.len()];
    for program in programs {
        let all = instructions(&program, level, None)?;
        print!("{:<22}", program.name);
        for (column, (_, pass)) in columns.iter_mut().zip(Pass::ALL) {
            let ratio = instructions(&program, level, Some(pass))? / all;
            print!(" {ratio:>14.3}");
            column.push(ratio);
        }
        println!();
    }
    print_means(columns);
    Ok(())
}

/// The instructions of a program's functions for aarch64.
fn instructions(program: &Program, level: OptLevel, without: Option<Pass>) -> Result<f64> {
    let target = Target::Aarch64;
    let options = Options {
        target,
        march: March::default_for(target),
        opt_level: level,
        without: without.into_iter().collect(),
        emit: Emit::Obj,
        ..Options::default()
    };
    let bytes = compile(program, &options)?.bytes;
    let file = object::File::parse(&*bytes)?;
    let code = file.sections().filter(|it| it.kind() == SectionKind::Text);
    Ok(code.map(|it| it.size()).sum::<u64>() as f64 / INSTRUCTION)
}

/// The ratios of a program, pass by pass; `None` where it takes too little time.
fn ratios(
    program: &mut Program,
    arguments: &Arguments,
    place: &Path,
) -> Result<Option<[f64; Pass::ALL.len()]>> {
    let Some((all, once)) = usual(program, arguments, place)? else {
        return Ok(None);
    };
    let march = arguments.march.as_deref();
    let mut images = Vec::new();
    for (name, pass) in Pass::ALL {
        let image = Image::compile(program, march, arguments.level, Some(pass), place)?;
        program.check(&format!("the image without {name}"), &image.output()?)?;
        images.push(image);
    }
    let runs = arguments.runs(once);
    let user = |times: Times| times.user.as_secs_f64();
    let mut ratios = [const { Vec::new() }; Pass::ALL.len()];
    for _ in 0..arguments.rounds {
        let with = user(repeat(runs, || all.run())?);
        for (ratios, image) in ratios.iter_mut().zip(&images) {
            ratios.push(user(repeat(runs, || image.run())?) / with);
        }
    }
    Ok(Some(ratios.map(|mut ratios| {
        ratios.sort_by(f64::total_cmp);
        ratios[ratios.len() / 2]
    })))
}
