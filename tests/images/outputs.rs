//! What `wasmc image` writes: always the same, all of it or nothing, and what other tools read.

use crate::engine::{self, Engine, Platform, Spec};
use crate::shop::{Built, LIMIT, Program, Shop, done, installed, root, text};
use crate::{Test, Verdict, always};
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;
use wasmc_tests::image::run;

/// The tests.
pub fn tests() -> Vec<Test> {
    let mut tests = vec![
        Test {
            name: "output/same-bytes".into(),
            run: always(same_bytes),
        },
        Test {
            name: "output/full-disk".into(),
            run: Box::new(|shop| permitted(shop, root(), full_disk)),
        },
        Test {
            name: "output/skopeo".into(),
            run: Box::new(|shop| permitted(shop, installed(&["skopeo"]), skopeo)),
        },
    ];
    for index in 0..engine::all().len() {
        for (name, case) in [
            ("zstd", zstd as fn(&Shop, &dyn Engine) -> Result<()>),
            ("added-files", added_files),
            ("base", base),
            ("arguments", arguments),
        ] {
            let engine = engine::all().swap_remove(index);
            tests.push(Test {
                name: format!("output/{name}/{}", engine.name()),
                run: Box::new(move |shop| {
                    let available = Program::Probe.available();
                    let available = available.and_then(|()| engine.available(shop, NATIVE));
                    let available = available.and_then(|()| match name {
                        "zstd" => engine.knows_zstd(shop),
                        _ => Ok(()),
                    });
                    permitted(shop, available, |shop| case(shop, &*engine))
                }),
            });
        }
    }
    tests
}

/// The platform of this machine.
const NATIVE: Platform = if cfg!(target_arch = "aarch64") {
    Platform::Arm64
} else {
    Platform::Amd64
};

/// Runs a test, or says why it is left out.
pub fn permitted(
    shop: &Shop,
    available: Result<()>,
    test: impl Fn(&Shop) -> Result<()>,
) -> Result<Verdict> {
    match available {
        Err(reason) => Ok(Verdict::LeftOut(format!("{reason:#}"))),
        Ok(()) => test(shop).map(|()| Verdict::Passed),
    }
}

/// Two builds differ in the time, the folder, the file's name, the number of threads, the umask and
/// the environment, and not in a byte.
fn same_bytes(shop: &Shop) -> Result<()> {
    let module = shop.module(Program::Hello)?;
    let mut outputs = Vec::new();
    for (threads, umask, zone, language) in [
        ("1", "022", "UTC", "C"),
        ("7", "077", "Pacific/Kiritimati", "de_DE.UTF-8"),
    ] {
        let place = shop.place("same")?;
        fs::copy(&module, place.join("app.wasm"))?;
        let wasmc = shop.wasmc();
        let mut command = Command::new("sh");
        for (name, value) in wasmc.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
            .args(["-c", &format!("umask {umask}; exec \"$@\""), "sh"])
            .arg(wasmc.get_program())
            .args([
                "image",
                "app.wasm",
                "--threads",
                threads,
                "-t",
                "example/app:1",
            ])
            .args(["-o", "app.tar", "--oci-layout", "layout", "--sbom"])
            .env("TZ", zone)
            .env("LANG", language)
            .current_dir(&place);
        let printed = text(&done(run(&mut command, LIMIT)?)?);
        let tar = fs::read(place.join("app.tar"))?;
        let index = fs::read(place.join("layout/index.json"))?;
        outputs.push((printed, tar, index));
        // The clock of files has seconds in tar.
        std::thread::sleep(std::time::Duration::from_millis(1100));
    }
    let [first, second] = outputs.as_slice() else {
        bail!("not two builds");
    };
    shop.check(first == second, || {
        format!(
            "{} and {}; the tars are {}",
            first.0,
            second.0,
            if first.1 == second.1 {
                "equal"
            } else {
                "different"
            }
        )
    })
}

/// A disk on which there is room for a part only.
struct SmallDisk<'a>(&'a Path);

impl SmallDisk<'_> {
    fn mount(place: &Path, kibibytes: usize) -> Result<SmallDisk<'_>> {
        let size = format!("size={kibibytes}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(place);
        done(run(&mut mount, LIMIT)?).context("mount")?;
        Ok(SmallDisk(place))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        // It goes away with the machine at the latest.
        let _ = run(Command::new("umount").arg(self.0), LIMIT);
    }
}

fn full_disk(shop: &Shop) -> Result<()> {
    let module = shop.module(Program::Hello)?;
    let place = shop.place("disk")?;
    for output in ["-o", "--oci-layout"] {
        // Less than the two layers of the smallest program.
        let _disk = SmallDisk::mount(&place, 8)?;
        let mut command = shop.wasmc();
        command
            .arg("image")
            .arg(&module)
            .args(["-t", "example/app:1", output])
            .arg(place.join("app"));
        let outcome = run(&mut command, LIMIT)?;
        let left: Vec<_> = fs::read_dir(&place)?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect::<Result<_, _>>()?;
        let stderr = String::from_utf8_lossy(&outcome.stderr);
        let right = outcome.exited_with(1)
            && outcome.stdout.is_empty()
            && stderr.contains("No space left on device")
            && left.is_empty();
        shop.check(right, || {
            format!("{output}: {}; it leaves {left:?}", outcome.describe())
        })?;
    }
    Ok(())
}

/// What skopeo says of the tar, and that every digest in it is right.
fn skopeo(shop: &Shop) -> Result<()> {
    let built = shop.image(Program::Hello)?;
    let archive = format!("oci-archive:{}:{}", built.tar.display(), built.reference);
    let skopeo = |words: &[&str]| {
        let mut command = Command::new("skopeo");
        command.arg("--insecure-policy").args(words);
        done(run(&mut command, LIMIT)?).with_context(|| words.join(" "))
    };
    let raw = skopeo(&["inspect", "--raw", &archive])?;
    let index: Value = serde_json::from_slice(&raw.stdout)?;
    let platforms: Vec<String> = index["manifests"]
        .as_array()
        .context("no list of manifests")?
        .iter()
        .map(|entry| {
            let word = |name: &str| entry["platform"][name].as_str().unwrap_or("?").to_string();
            format!("{}/{}", word("os"), word("architecture"))
        })
        .collect();
    ensure!(
        platforms == ["linux/amd64", "linux/arm64"],
        "platforms: {platforms:?}"
    );
    // It compares the digest of everything that it copies.
    let folder = shop.place("copy")?;
    let copy = format!("dir:{}", folder.display());
    skopeo(&["copy", "--all", &archive, &copy])?;
    let digest = skopeo(&[
        "manifest-digest",
        &folder.join("manifest.json").display().to_string(),
    ])?;
    let digest = text(&digest);
    shop.check(digest == built.digest, || {
        format!("skopeo says {digest}, wasmc says {}", built.digest)
    })?;
    for platform in Platform::ALL {
        let arch = platform.arch();
        let config = skopeo(&["--override-arch", arch, "inspect", "--config", &archive])?;
        let config: Value = serde_json::from_slice(&config.stdout)?;
        ensure!(
            config["architecture"] == arch && config["config"]["User"] == "65532:65532",
            "the configuration of {arch}: {config}"
        );
    }
    let docker = format!("docker-archive:{}", built.tar.display());
    skopeo(&["inspect", &docker]).map(|_| ())
}

/// Runs an image with an engine.
fn expect(
    shop: &Shop,
    engine: &dyn Engine,
    built: Built,
    args: &[&str],
    stdout: &str,
) -> Result<()> {
    let spec = Spec::new(Rc::new(built), NATIVE, args);
    let outcome = run(&mut engine.command(shop, &spec)?, LIMIT)?;
    shop.expect(&outcome, 0, stdout)
}

/// Layers that are compressed with zstd.
fn zstd(shop: &Shop, engine: &dyn Engine) -> Result<()> {
    let name = format!("zstd-{}", engine.name());
    let built = shop.build(Program::Probe, &name, &["--compression", "zstd"])?;
    let tar = fs::read(&built.tar)?;
    let types = String::from_utf8_lossy(&tar);
    ensure!(
        types.contains("tar+zstd") && !types.contains("tar+gzip"),
        "no layer of zstd"
    );
    expect(shop, engine, built, &["say", "small"], "small\n")
}

/// Files of the host, in the image.
fn added_files(shop: &Shop, engine: &dyn Engine) -> Result<()> {
    let folder = shop.place("added")?;
    fs::create_dir(folder.join("site"))?;
    fs::write(folder.join("site/page"), "a page\n")?;
    fs::write(folder.join("settings"), "a setting\n")?;
    let add = |name: &str, path: &str| format!("{}::{path}", folder.join(name).display());
    let built = shop.build(
        Program::Probe,
        &format!("added-{}", engine.name()),
        &[
            "--add",
            &add("site", "/srv/site"),
            "--add",
            &add("settings", "/etc/app/settings"),
        ],
    )?;
    let args = [
        "list",
        "/srv/site",
        "show",
        "/srv/site/page",
        "show",
        "/etc/app/settings",
    ];
    let wanted = "/srv/site: page\na page\na setting\n";
    expect(shop, engine, built, &args, wanted)
}

/// The layers of another image come first.
fn base(shop: &Shop, engine: &dyn Engine) -> Result<()> {
    let folder = shop.place("base")?;
    fs::write(folder.join("data"), "of the base\n")?;
    fs::write(folder.join("own"), "of the image\n")?;
    let layout = folder.join("layout");
    let add = |name: &str, path: &str| format!("{}::{path}", folder.join(name).display());
    let mut command = shop.wasmc();
    command
        .arg("image")
        .arg(shop.module(Program::Hello)?)
        .args([
            "-t",
            "example/base:1",
            "--add",
            &add("data", "/data"),
            "--oci-layout",
        ])
        .arg(&layout);
    done(run(&mut command, LIMIT)?)?;
    let built = shop.build(
        Program::Probe,
        &format!("on-base-{}", engine.name()),
        &[
            "--base",
            &format!("oci-layout:{}", layout.display()),
            "--add",
            &add("own", "/own"),
        ],
    )?;
    let wanted = "of the base\nof the image\n";
    expect(
        shop,
        engine,
        built,
        &["show", "/data", "show", "/own"],
        wanted,
    )
}

/// Those that the image has always, those that the command line replaces, and its environment.
fn arguments(shop: &Shop, engine: &dyn Engine) -> Result<()> {
    let name = format!("arguments-{}", engine.name());
    let options = [
        "--entrypoint-arg=say",
        "--entrypoint-arg=always",
        "--arg=env",
        "--arg=OF_THE_IMAGE",
        "--env",
        "OF_THE_IMAGE=a value",
    ];
    let built = shop.build(Program::Probe, &name, &options)?;
    expect(shop, engine, built, &[], "always\nOF_THE_IMAGE=a value\n")
}
