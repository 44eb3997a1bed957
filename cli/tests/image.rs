//! `wasmc image`: what is in an image, that it is the same every time, and what is refused.

mod common;

use common::oci::{Image, sha256};
use common::{Sandbox, example, run, run_with_input};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Makes an image of `examples/hello.wat`.
#[track_caller]
fn build(sandbox: &Sandbox, args: &[&str]) -> Image {
    build_of(sandbox, &example("hello.wat"), args)
}

/// Makes an image of a module text; what is said of it is dropped.
#[track_caller]
fn build_of(sandbox: &Sandbox, text: &str, args: &[&str]) -> Image {
    sandbox.write("app.wat", text);
    let words = [&["image", "app.wat", "-o", "app.tar"], args].concat();
    run(sandbox.wasmc(words)).success();
    Image::read(&fs::read(sandbox.path().join("app.tar")).unwrap())
}

/// `--platform` for tests that look at one only.
const AMD64: [&str; 2] = ["--platform", "linux/amd64"];

#[test]
fn an_index_names_both_platforms() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let image = build(&sandbox, &["-t", "registry.example/me/app:1.0"]);
    assert_eq!(image.json("oci-layout")["imageLayoutVersion"], "1.0.0");
    let index = image.index();
    let platforms: Vec<String> = index["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["platform"].to_string())
        .collect();
    assert_eq!(
        platforms,
        [
            r#"{"architecture":"amd64","os":"linux"}"#,
            r#"{"architecture":"arm64","os":"linux"}"#
        ]
    );
    for (architecture, machine) in [("amd64", 62), ("arm64", 183)] {
        let (_, config) = image.variant(architecture);
        assert_eq!(config["architecture"], architecture);
        assert_eq!(config["created"], "1970-01-01T00:00:00Z");
        assert_eq!(config["config"]["User"], "65532:65532");
        assert_eq!(config["config"]["Entrypoint"], serde_json::json!(["/app"]));
        let layers = image.layers(architecture);
        let app = layers.last().unwrap().last().unwrap();
        assert_eq!((app.path.as_str(), app.mode), ("app", 0o555));
        // The machine of an ELF header (EM_X86_64, EM_AARCH64).
        assert_eq!(app.bytes[18], machine);
    }
}

#[test]
fn the_same_bytes_hang_on_the_full_name() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let names = [
        "registry.example/me/app:1.0",
        "docker.io/library/app:latest",
    ];
    let image = build(&sandbox, &["-t", names[0], "-t", "app"]);
    let entries = image.json("index.json")["manifests"].clone();
    for (entry, name) in entries.as_array().unwrap().iter().zip(names) {
        let annotations = &entry["annotations"];
        assert_eq!(annotations["org.opencontainers.image.ref.name"], name);
        assert_eq!(annotations["io.containerd.image.name"], name);
        assert_eq!(entry["digest"], entries[0]["digest"]);
    }
    assert_eq!(
        image.json("manifest.json")[0]["RepoTags"],
        serde_json::json!(names)
    );
}

#[test]
fn old_docker_finds_the_blobs_of_amd64() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let image = build(&sandbox, &[]);
    let docker = &image.json("manifest.json")[0];
    let (manifest, _) = image.variant("amd64");
    let path = |descriptor: &Value| {
        let digest = descriptor["digest"].as_str().unwrap();
        digest.replace("sha256:", "blobs/sha256/")
    };
    assert_eq!(docker["Config"], path(&manifest["config"]));
    let layers: Vec<String> = manifest["layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(path)
        .collect();
    assert_eq!(docker["Layers"], serde_json::json!(layers));
}

#[test]
fn the_digest_is_all_of_standard_output() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    let outcome = run(sandbox.wasmc(["image", "app.wat", "-o", "app.tar", "-t", "me/app:1"]));
    let image = Image::read(&fs::read(sandbox.path().join("app.tar")).unwrap());
    let digest = image.json("index.json")["manifests"][0]["digest"].clone();
    let digest = digest.as_str().unwrap();
    assert_eq!(outcome.success(), format!("docker.io/me/app@{digest}\n"));
    let outcome = run(sandbox.wasmc(["image", "app.wat", "-o", "app.tar"]));
    assert_eq!(outcome.success(), format!("{digest}\n"));
}

#[test]
fn standard_output_may_be_the_archive() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    let output = sandbox
        .wasmc(["image", "app.wat", "-o", "-", "-t", "app"])
        .output()
        .unwrap();
    assert!(output.status.success());
    Image::read(&output.stdout).variant("arm64");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("docker.io/library/app@sha256:"), "{said}");
}

#[test]
fn every_directory_is_listed() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("data", "x");
    let image = build(&sandbox, &["--add", "data::/srv/deep/er/data"]);
    for layer in image.layers("amd64") {
        assert_eq!(layer[0].path, "./");
        for (index, entry) in layer.iter().enumerate() {
            assert_eq!((entry.owner, entry.mtime), ((0, 0), 0), "{}", entry.path);
            let path = Path::new(entry.path.trim_end_matches('/'));
            let mut parents = path
                .ancestors()
                .skip(1)
                .filter(|path| path.parent().is_some());
            assert!(
                parents.all(|parent| {
                    let name = format!("{}/", parent.display());
                    layer[..index]
                        .iter()
                        .any(|entry| entry.path == name && entry.mode == 0o755)
                }),
                "{} comes before its parents",
                entry.path
            );
        }
    }
    assert_eq!(image.entry("srv/deep/er/data").bytes, b"x");
}

#[test]
fn an_image_has_users_and_a_place_for_temporary_files() {
    let sandbox = Sandbox::new();
    let image = build(&sandbox, &AMD64);
    let passwd = String::from_utf8(image.entry("etc/passwd").bytes).unwrap();
    assert!(passwd.contains("nonroot:x:65532:65532:"), "{passwd}");
    assert!(
        image
            .entry("etc/group")
            .bytes
            .ends_with(b"nonroot:x:65532:\n")
    );
    let tmp = image.entry("tmp/");
    assert_eq!((tmp.kind, tmp.mode), (tar::EntryType::Directory, 0o1777));
}

/// Extracts the executable of an image and makes a command of it.
fn extract(sandbox: &Sandbox, image: &Image) -> Command {
    let path = sandbox.write("extracted", image.entry("app").bytes);
    fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    sandbox.command(path)
}

/// Prints the name of the first preopened directory and the first variable.
const LOOK: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_prestat_get" (func $prestat (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_prestat_dir_name"
        (func $name (param i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "environ_get" (func $environ (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "environ_sizes_get" (func $sizes (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write"
        (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func $print (param $at i32) (param $len i32)
        (i32.store (i32.const 0) (local.get $at))
        (i32.store (i32.const 4) (local.get $len))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
    (func (export "_start")
        (if (i32.eqz (call $prestat (i32.const 3) (i32.const 16)))
            (then
                (drop (call $name (i32.const 3) (i32.const 1024) (i32.load (i32.const 20))))
                (call $print (i32.const 1024) (i32.load (i32.const 20)))))
        (i32.store8 (i32.const 1024) (i32.const 59))
        (call $print (i32.const 1024) (i32.const 1))
        (drop (call $sizes (i32.const 32) (i32.const 36)))
        (drop (call $environ (i32.const 4096) (i32.const 8192)))
        (call $print (i32.const 8192) (i32.load (i32.const 36)))))"#;

#[test]
fn a_container_s_files_and_environment_are_the_program_s() {
    let sandbox = Sandbox::new();
    let see = |args: &[&str]| {
        let image = build_of(&sandbox, LOOK, &[&AMD64, args].concat());
        let mut command = extract(&sandbox, &image);
        run(command.env_clear().env("A", "1").env("B", "2")).success()
    };
    assert_eq!(see(&[]), "/;A=1\0B=2\0");
    assert_eq!(see(&["--no-dir"]), ";A=1\0B=2\0");
    assert_eq!(see(&["--no-inherit-env"]), "/;");
    assert_eq!(see(&["--no-dir", "--no-inherit-env"]), ";");
    assert_eq!(see(&["--dir", "/::/all"]), "/all;A=1\0B=2\0");
    // The value is in the configuration, where an operator can change it.
    assert_eq!(see(&["--no-inherit-env", "--env", "B=5"]), "/;B=2\0");
}

#[test]
fn options_reach_the_configuration() {
    let sandbox = Sandbox::new();
    let options = [
        "--entrypoint-arg",
        "-v",
        "--arg",
        "--all",
        "--arg",
        "x",
        "--env",
        "LANG=C",
        "--env",
        "TZ",
        "--user",
        "1000",
        "--workdir",
        "/work",
        "--expose",
        "8080",
        "--expose",
        "53/udp",
        "--label",
        "a=b=c",
        "--stop-signal",
        "INT",
        "--healthcheck",
        "--check  quick",
        "--volume",
        "/data",
        "--created",
        "2026-01-31T12:00:00Z",
        "--annotation",
        "org.opencontainers.image.source=https://example.com/app",
        "--annotation",
        "other=1",
    ];
    let image = build(&sandbox, &[&AMD64[..], &options].concat());
    let expected = serde_json::json!({
        "User": "1000",
        "ExposedPorts": { "8080/tcp": {}, "53/udp": {} },
        "Env": ["LANG=C"],
        "Entrypoint": ["/app", "-v"],
        "Cmd": ["--all", "x"],
        "Volumes": { "/data": {} },
        "WorkingDir": "/work",
        "StopSignal": "SIGINT",
        "Healthcheck": { "Test": ["CMD", "/app", "--check", "quick"] },
        "Labels": { "a": "b=c", "org.opencontainers.image.source": "https://example.com/app" },
    });
    assert_eq!(image.config(), expected);
    let (manifest, config) = image.variant("amd64");
    assert_eq!(config["created"], "2026-01-31T12:00:00Z");
    let annotations = serde_json::json!({
        "org.opencontainers.image.source": "https://example.com/app",
        "other": "1",
    });
    assert_eq!(image.index()["annotations"], annotations);
    assert_eq!(manifest["annotations"], annotations);
    // Whoever runs the program can write there.
    for path in ["data/", "work/"] {
        let entry = image.entry(path);
        assert_eq!(
            (entry.owner, entry.mode, entry.mtime),
            ((1000, 0), 0o755, 1769860800)
        );
    }
}

#[test]
fn source_date_epoch_counts_where_created_is_not_given() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    let mut words = vec![
        "image",
        "app.wat",
        "-o",
        "app.tar",
        "--platform",
        "linux/amd64",
    ];
    let time = |words: &[&str], epoch: &str| {
        let mut command = sandbox.wasmc(words);
        run(command.env("SOURCE_DATE_EPOCH", epoch)).success();
        let image = Image::read(&fs::read(sandbox.path().join("app.tar")).unwrap());
        (
            image.variant("amd64").1["created"].clone(),
            image.entry("app").mtime,
        )
    };
    assert_eq!(
        time(&words, "86400"),
        ("1970-01-02T00:00:00Z".into(), 86400)
    );
    words.extend(["--created", "5"]);
    assert_eq!(time(&words, "86400"), ("1970-01-01T00:00:05Z".into(), 5));
    words.truncate(6);
    let mut command = sandbox.wasmc(&words);
    let message = run(command.env("SOURCE_DATE_EPOCH", "today")).fails(1);
    assert!(message.contains("SOURCE_DATE_EPOCH"), "{message}");
}

#[test]
fn zstd_layers() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let image = build(&sandbox, &["--compression", "zstd"]);
    let (manifest, _) = image.variant("arm64");
    let layers = manifest["layers"].as_array().unwrap();
    assert!(
        layers
            .iter()
            .all(|layer| layer["mediaType"].as_str().unwrap().ends_with("+zstd"))
    );
    // Decompresses and checks them.
    assert_eq!(image.layers("arm64").len(), 2);
}

#[test]
fn files_are_added_without_the_marks_of_this_machine() {
    let sandbox = Sandbox::new();
    let folder = sandbox.path().join("site");
    fs::create_dir_all(folder.join("sub")).unwrap();
    fs::write(folder.join("index.html"), "hello").unwrap();
    fs::set_permissions(folder.join("index.html"), Permissions::from_mode(0o600)).unwrap();
    fs::write(folder.join("sub/run"), "#!").unwrap();
    fs::set_permissions(folder.join("sub/run"), Permissions::from_mode(0o700)).unwrap();
    std::os::unix::fs::symlink("sub/run", folder.join("link")).unwrap();
    sandbox.write("one", "1");
    let args = [
        "--add",
        "site::/srv/site",
        "--add",
        "one::/srv/",
        "--add",
        "one::/srv/two",
    ];
    let image = build(&sandbox, &[&AMD64[..], &args].concat());
    assert_eq!(image.entry("srv/site/index.html").mode, 0o644);
    assert_eq!(image.entry("srv/site/sub/run").mode, 0o755);
    assert_eq!(
        image.entry("srv/site/link").link.as_deref(),
        Some("sub/run")
    );
    assert_eq!(image.entry("srv/one").bytes, b"1");
    assert_eq!(image.entry("srv/two").bytes, b"1");
}

#[test]
fn certificates_of_this_machine_or_of_a_file() {
    common::needs_both_platforms!();
    const PATH: &str = "etc/ssl/certs/ca-certificates.crt";
    let sandbox = Sandbox::new();
    sandbox.write("mine.pem", "mine");
    let image = build(&sandbox, &[&AMD64[..], &["--ca-certs=mine.pem"]].concat());
    assert_eq!(image.entry(PATH).bytes, b"mine");
    let words = ["image", "app.wat", "-o", "app.tar", "--ca-certs"];
    let mut command = sandbox.wasmc(words);
    run(command.env("SSL_CERT_FILE", "mine.pem")).success();
    let image = Image::read(&fs::read(sandbox.path().join("app.tar")).unwrap());
    assert_eq!(image.entry(PATH).bytes, b"mine");
}

#[test]
fn march_means_the_platform_that_has_it() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    for march in ["v2", "armv8.1-a"] {
        let image = build(&sandbox, &[&format!("-march={march}")]);
        image.variant("arm64");
    }
    let outcome = run(sandbox.wasmc(["image", "app.wat", "-o", "x.tar", "-march=z80"]));
    outcome.fails(2);
}

/// An image's bytes do not depend on the folder, on the time, on the threads, on the umask, or on
/// the environment.
#[test]
fn the_same_input_gives_the_same_bytes() {
    common::needs_both_platforms!();
    let make = |threads: &str, umask: &str| {
        let sandbox = Sandbox::new();
        sandbox.write("app.wat", example("hello.wat"));
        fs::create_dir(sandbox.path().join("site")).unwrap();
        for name in ["b", "a", "c"] {
            sandbox.write(&format!("site/{name}"), name);
        }
        let wasmc = env!("CARGO_BIN_EXE_wasmc");
        let script = format!(
            "umask {umask}; chmod -R u=rwX,go= site; exec {wasmc} image app.wat -o app.tar -t app \
             --threads {threads} --add site::/srv --volume /data"
        );
        run(sandbox.command("sh").arg("-c").arg(script)).success();
        fs::read(sandbox.path().join("app.tar")).unwrap()
    };
    let first = make("1", "000");
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(first == make("2", "077"), "the bytes differ");
}

#[test]
fn layouts_are_added_to() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    let make = |name: &str, arg: &str| {
        let words = [
            "image",
            "app.wat",
            "--oci-layout",
            "app.oci",
            "-t",
            name,
            "--arg",
            arg,
        ];
        run(sandbox.wasmc(words)).success().trim().to_string()
    };
    let index = || -> Value {
        let bytes = fs::read(sandbox.path().join("app.oci/index.json")).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let digest = |tag: &str| {
        let index = index();
        let entries = index["manifests"].as_array().unwrap();
        let mut named = entries
            .iter()
            .filter(|entry| entry["annotations"]["org.opencontainers.image.ref.name"] == tag);
        let digest = named.next().unwrap()["digest"]
            .as_str()
            .unwrap()
            .to_string();
        assert!(named.next().is_none(), "{tag} is there twice");
        digest
    };
    let one = make("app:1", "a");
    let two = make("app:2", "b");
    assert!(one.ends_with(&digest("1")) && two.ends_with(&digest("2")) && one != two);
    let three = make("app:1", "c");
    assert!(three.ends_with(&digest("1")) && two.ends_with(&digest("2")));
    assert!(
        sandbox.names() == ["app.oci", "app.wat"],
        "{:?}",
        sandbox.names()
    );
}

#[test]
fn a_base_image_comes_below() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("data", "from below");
    let below = [
        "--add",
        "data::/srv/data",
        "--env",
        "A=1",
        "--env",
        "B=1",
        "--user",
        "7",
        "--label",
        "below=yes",
        "-t",
        "base:1",
    ];
    let base = build(&sandbox, &below);
    fs::rename(
        sandbox.path().join("app.tar"),
        sandbox.path().join("base.tar"),
    )
    .unwrap();
    let above = [
        "--base",
        "oci-archive:base.tar",
        "--env",
        "B=2",
        "--created",
        "9",
    ];
    let image = build(&sandbox, &above);
    assert_eq!(image.entry("srv/data").bytes, b"from below");
    for architecture in ["amd64", "arm64"] {
        let count = image.layers(architecture).len();
        assert_eq!(count, base.layers(architecture).len() + 1);
    }
    let config = image.config();
    assert_eq!(config["Env"], serde_json::json!(["A=1", "B=2"]));
    assert_eq!(config["User"], "7");
    assert_eq!(config["Labels"]["below"], "yes");
    let (manifest, _) = image.variant("amd64");
    let index = base.index();
    let name = "org.opencontainers.image.base.digest";
    assert_eq!(
        manifest["annotations"][name],
        index["manifests"][0]["digest"]
    );
    // And from a layout, by its tag.
    let words = [
        "image",
        "app.wat",
        "--oci-layout",
        "base.oci",
        "-t",
        "base:1",
    ];
    run(sandbox.wasmc(words)).success();
    build(&sandbox, &["--base", "oci-layout:base.oci:1"]);
}

/// A layout with a Wasm artifact in it.
fn artifact(sandbox: &Sandbox, layer_type: &str) {
    let module = wat::parse_str(example("hello.wat")).unwrap();
    let blobs = sandbox.path().join("wasm.oci/blobs/sha256");
    fs::create_dir_all(&blobs).unwrap();
    let put = |media_type: &str, bytes: &[u8]| {
        fs::write(blobs.join(sha256(bytes)), bytes).unwrap();
        let digest = format!("sha256:{}", sha256(bytes));
        serde_json::json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() })
    };
    let config = put(
        "application/vnd.wasm.config.v0+json",
        br#"{"architecture":"wasm","os":"wasip1","layerDigests":[]}"#,
    );
    let layer = put(layer_type, &module);
    const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
    let manifest = serde_json::json!({
        "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer],
    });
    let mut manifest = put(MANIFEST, manifest.to_string().as_bytes());
    manifest["annotations"] = serde_json::json!({ "org.opencontainers.image.ref.name": "1" });
    let index = serde_json::json!({ "schemaVersion": 2, "manifests": [manifest] });
    sandbox.write("wasm.oci/index.json", index.to_string());
    sandbox.write("wasm.oci/oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#);
}

#[test]
fn a_wasm_artifact_is_an_input() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    artifact(&sandbox, "application/wasm");
    run(sandbox.wasmc(["oci-layout:wasm.oci", "-o", "hello"])).success();
    let outcome = run(sandbox.command(sandbox.path().join("hello")));
    assert_eq!(outcome.success(), "Hello, world!\n");
    let words = ["image", "oci-layout:wasm.oci:1", "-o", "app.tar"];
    run(sandbox.wasmc(words)).success();
    artifact(&sandbox, "application/octet-stream");
    refused(
        &sandbox,
        &["oci-layout:wasm.oci", "-o", "x.tar"],
        &["is not a Wasm artifact", "octet-stream"],
    );
    let damaged = sandbox.path().join("wasm.oci/blobs/sha256");
    for entry in fs::read_dir(damaged).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        bytes.reverse();
        fs::write(path, bytes).unwrap();
    }
    refused(
        &sandbox,
        &["oci-layout:wasm.oci", "-o", "x.tar"],
        &["damaged"],
    );
}

/// Runs `wasmc image` and expects one message with all parts, and nothing left behind.
#[track_caller]
fn refused(sandbox: &Sandbox, args: &[&str], parts: &[&str]) {
    let before = sandbox.names();
    let outcome = run(sandbox.wasmc([&["image"], args].concat()));
    assert_eq!(outcome.stdout, "");
    let message = outcome.fails(1);
    assert!(message.starts_with("wasmc: error: "), "{message}");
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    assert_eq!(sandbox.names(), before, "something was left behind");
}

#[test]
fn what_cannot_be_is_said() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    sandbox.write("text", "hello");
    sandbox.write(
        "broken.wat",
        "(module (func (export \"_start\")) (func (result i32)))",
    );
    fs::create_dir(sandbox.path().join("full")).unwrap();
    sandbox.write("full/file", "");
    refused(&sandbox, &["app.wat"], &["-o FILE.tar"]);
    refused(
        &sandbox,
        &["broken.wat", "-o", "x.tar"],
        &["linux/amd64: broken.wat: invalid module"],
    );
    refused(
        &sandbox,
        &["app.wat", "-o", "no/x.tar"],
        &["cannot write `no/x.tar`"],
    );
    refused(
        &sandbox,
        &["app.wat", "--oci-layout", "full"],
        &["`full`", "no OCI layout"],
    );
    refused(
        &sandbox,
        &["app.wat", "-o", "x.tar", "--add", "no::/x"],
        &["`no`", "No such file"],
    );
    refused(
        &sandbox,
        &["app.wat", "-o", "x.tar", "--add", "text::/app"],
        &["/app", "executable"],
    );
    let base = ["app.wat", "-o", "x.tar", "--base"];
    refused(
        &sandbox,
        &[&base[..], &["oci-archive:text"]].concat(),
        &["`text`", "tar"],
    );
    refused(
        &sandbox,
        &[&base[..], &["oci-layout:full"]].concat(),
        &["`full`", "no OCI layout"],
    );
}

#[test]
fn words_that_make_no_sense() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    for (option, value, part) in [
        ("--platform", "linux/riscv64", "linux/amd64 and linux/arm64"),
        ("--platform", "wasi/wasm", "linux/amd64 and linux/arm64"),
        ("-t", "Upper/Case", "lower-case"),
        ("--user", "nobody", "numbers"),
        ("--expose", "0", "PORT"),
        ("--workdir", "data", "starts with `/`"),
        ("--add", "file", "HOST::PATH"),
        ("--add", "file::/../x", "`..`"),
        ("--created", "yesterday", "1970"),
        ("--label", "x", "KEY=VALUE"),
        ("--stop-signal", "SIGFOO", "SIGTERM"),
    ] {
        let message =
            run(sandbox.wasmc(["image", "app.wat", "-o", "x.tar", option, value])).fails(2);
        assert!(message.contains(part), "{message}");
    }
    assert_eq!(sandbox.names(), ["app.wat"]);
}

#[test]
fn an_output_may_not_be_an_input() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    refused(
        &sandbox,
        &["app.wat", "-o", "app.wat"],
        &["both input and output"],
    );
}

#[test]
fn a_full_disk_leaves_no_archive() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    let wasmc = env!("CARGO_BIN_EXE_wasmc");
    // 8 blocks of 512 bytes; every write beyond fails as on a full disk.
    for output in ["-o x.tar", "--oci-layout x.oci"] {
        let script = format!("ulimit -f 8; exec {wasmc} image app.wat {output}");
        let message = run(sandbox.command("sh").arg("-c").arg(script)).fails(1);
        assert!(message.contains("File too large"), "{message}");
        assert_eq!(sandbox.names(), ["app.wat"]);
    }
    let message = run(sandbox.wasmc(["image", "app.wat", "-o", "/dev/full"])).fails(1);
    assert!(message.contains("No space left"), "{message}");
}

/// Writes a program that stands for an engine into a folder of its own; returns the folder.
fn engine(sandbox: &Sandbox, name: &str, script: &str) -> String {
    let folder = sandbox.path().join("bin");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
    folder.display().to_string()
}

#[test]
fn an_image_is_piped_into_an_engine() {
    common::needs_both_platforms!();
    for name in ["docker", "podman"] {
        let sandbox = Sandbox::new();
        sandbox.write("app.wat", example("hello.wat"));
        let path = engine(&sandbox, name, "echo Loaded; exec /bin/cat > got-$1.tar");
        let mut command = sandbox.wasmc(["image", "app.wat", "-t", "app", "--load"]);
        let outcome = run(command.env("PATH", &path));
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        assert_eq!(outcome.stderr, "Loaded\n");
        let image = Image::read(&fs::read(sandbox.path().join("got-load.tar")).unwrap());
        let digest = image.json("index.json")["manifests"][0]["digest"].clone();
        let name = format!("docker.io/library/app@{}\n", digest.as_str().unwrap());
        assert_eq!(outcome.stdout, name);
    }
}

#[test]
fn an_engine_that_does_not_take_it() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    let words = ["image", "app.wat", "-t", "app", "--load"];
    let load = |path: &str| {
        let mut command = sandbox.wasmc(words);
        let outcome = run(command.env("PATH", path));
        assert_eq!(outcome.stdout, "");
        outcome.fails(1)
    };
    let message = load("/nonexistent");
    assert!(
        message.contains("neither docker nor podman is installed"),
        "{message}"
    );
    let message = load(&engine(&sandbox, "docker", "echo no daemon >&2; exit 3"));
    assert!(
        message.contains("no daemon") && message.contains("`docker load` failed"),
        "{message}"
    );
}

#[test]
fn a_file_that_is_called_like_a_command() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("image", wat::parse_str(example("hello.wat")).unwrap());
    run(sandbox.wasmc(["./image", "-o", "hello"])).success();
    let outcome = run(sandbox.command(sandbox.path().join("hello")));
    assert_eq!(outcome.success(), "Hello, world!\n");
}

#[test]
fn standard_input_is_an_input() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let module = wat::parse_str(example("hello.wat")).unwrap();
    let command = sandbox.wasmc(["image", "-", "-o", "app.tar"]);
    run_with_input(command, &module).success();
}
