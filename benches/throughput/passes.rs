//! What each pass does: the time of executables without it over that of executables with all of them.

use crate::image::Image;
use crate::programs::Program;
use crate::times::{Times, geometric_mean};
use crate::{Arguments, LEAST, repeat};
use anyhow::Result;
use std::path::Path;
use wasmc_compiler::options::Pass;

/// Prints a row for each program, with a column for each pass. A number above 1: the pass makes the program faster.
pub fn compare(programs: Vec<Program>, arguments: &Arguments, place: &Path) -> Result<()> {
    println!("user time without the pass over that with all of them, medians of the rounds");
    print!("{:<22}", "program");
    for (name, _) in Pass::ALL {
        print!(" {name:>14}");
    }
    println!();
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
    print!("{:<22}", "geometric mean");
    for column in columns {
        let mean = geometric_mean(column.into_iter()).unwrap_or(f64::NAN);
        print!(" {mean:>14.3}");
    }
    println!();
    Ok(())
}

/// The ratios of a program, pass by pass; `None` where it takes too little time.
fn ratios(
    program: &mut Program,
    arguments: &Arguments,
    place: &Path,
) -> Result<Option<[f64; Pass::ALL.len()]>> {
    let compile = |program: &Program, without| {
        let march = arguments.march.as_deref();
        Image::compile(program, march, arguments.level, without, place)
    };
    let all = compile(program, None)?;
    let output = all.output()?;
    program.check("the image", &output)?;
    program.expect(output);
    let once = all.run()?.total();
    if once < LEAST && arguments.words.is_empty() {
        return Ok(None);
    }
    let mut images = Vec::new();
    for (name, pass) in Pass::ALL {
        let image = compile(program, Some(pass))?;
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
