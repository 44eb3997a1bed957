//! What each pass does: the time of executables without it over that of executables with all of them.

use crate::image::Image;
use crate::programs::Program;
use crate::times::{Times, geometric_mean};
use crate::{Arguments, repeat, usual};
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
