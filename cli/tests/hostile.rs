//! Container images and registries of somebody who means no good.

mod common;

use common::oci::sha256;
use common::registry::Registry;
use common::{Outcome, Sandbox, run};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use tar::{EntryType, Header};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
const ZSTD: &str = "application/vnd.oci.image.layer.v1.tar+zstd";

/// What `inspect` may use, in KiB of address space: less than any of the images here would like it to.
const MEMORY: u64 = 400_000;

fn inspect(sandbox: &Sandbox, place: &str) -> Outcome {
    let script = format!("ulimit -v {MEMORY}; exec \"$0\" inspect {place}");
    let wasmc = env!("CARGO_BIN_EXE_wasmc");
    let mut command = sandbox.command("timeout");
    run(command.args(["60", "sh", "-c", &script, wasmc]))
}

/// Inspects an image that is refused, and returns why.
#[track_caller]
fn refused(sandbox: &Sandbox, place: &str) -> String {
    let message = inspect(sandbox, place).fails(1);
    assert!(
        message.starts_with("wasmc: error: ") && message.lines().count() == 1,
        "{message}"
    );
    message
}

/// Writes a layout whose image has one layer with these bytes.
fn layout(sandbox: &Sandbox, media_type: &str, layer: &[u8]) {
    let layer = put(sandbox, media_type, layer);
    layout_of(sandbox, &["/app"], &[layer]);
}

/// Puts a blob into the layout; returns its descriptor.
fn put(sandbox: &Sandbox, media_type: &str, bytes: &[u8]) -> Value {
    let blobs = sandbox.path().join("image/blobs/sha256");
    fs::create_dir_all(&blobs).unwrap();
    fs::write(blobs.join(sha256(bytes)), bytes).unwrap();
    let digest = format!("sha256:{}", sha256(bytes));
    json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() })
}

fn layout_of(sandbox: &Sandbox, entrypoint: &[&str], layers: &[Value]) {
    let config = json!({
        "architecture": "amd64", "os": "linux",
        "config": { "Entrypoint": entrypoint },
        "rootfs": { "type": "layers", "diff_ids": [] },
    });
    let config = put(sandbox, CONFIG, config.to_string().as_bytes());
    let manifest = json!({
        "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers,
    });
    let manifest = put(sandbox, MANIFEST, manifest.to_string().as_bytes());
    let index = json!({ "schemaVersion": 2, "manifests": [manifest] });
    sandbox.write("image/index.json", index.to_string());
    sandbox.write("image/oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#);
}

fn header(kind: EntryType, name: &str, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_path(name).unwrap();
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(size);
    header.set_cksum();
    header
}

#[test]
fn headers_that_extend_others_without_end() {
    const BYTES: u64 = 1 << 30;
    for kind in [
        EntryType::GNULongName,
        EntryType::GNULongLink,
        EntryType::XHeader,
    ] {
        let sandbox = Sandbox::new();
        let head = header(kind, "x", BYTES);
        let mut layer = GzEncoder::new(Vec::new(), Compression::fast());
        layer.write_all(head.as_bytes()).unwrap();
        io::copy(&mut io::repeat(0).take(BYTES), &mut layer).unwrap();
        layout(&sandbox, GZIP, &layer.finish().unwrap());
        // The same as a file of its own, which takes no room on the disk.
        let mut archive = File::create(sandbox.path().join("image.tar")).unwrap();
        archive.write_all(head.as_bytes()).unwrap();
        archive.set_len(512 + BYTES + 1024).unwrap();
        if kind == EntryType::GNULongLink {
            // Where a link leads to is of no interest.
            let report = inspect(&sandbox, "image").success();
            assert!(report.contains("linux/amd64"), "{report}");
        } else {
            let message = refused(&sandbox, "image");
            assert!(
                message.contains("a header in it is larger than 1 MiB"),
                "{message}"
            );
        }
        assert!(refused(&sandbox, "image.tar").contains("not an uncompressed tar file"));
    }
}

#[test]
fn a_small_layer_that_unpacks_to_much() {
    const FRAME: u64 = 64 << 20;
    const FRAMES: u64 = 200;
    let frame = zstd::encode_all(io::repeat(0).take(FRAME), 1).unwrap();
    for (name, part) in [("other", "unpacks to more than 4 GiB"), ("app", "")] {
        let sandbox = Sandbox::new();
        let head = header(EntryType::Regular, name, FRAME * FRAMES);
        let mut layer = zstd::encode_all(&head.as_bytes()[..], 1).unwrap();
        for _ in 0..FRAMES {
            layer.extend(&frame);
        }
        assert!(layer.len() < 4 << 20);
        layout(&sandbox, ZSTD, &layer);
        match part {
            // An executable of that size is none of ours.
            "" => assert!(inspect(&sandbox, "image").success().contains("linux/amd64")),
            part => assert!(refused(&sandbox, "image").contains(part)),
        }
    }
}

#[test]
fn sizes_that_wrap_around() {
    let sandbox = Sandbox::new();
    let layer = |size: u64| {
        let digest = format!("sha256:{}", sha256(&[]));
        json!({ "mediaType": GZIP, "digest": digest, "size": size })
    };
    layout_of(&sandbox, &[], &[layer(u64::MAX), layer(2)]);
    assert!(refused(&sandbox, "image").contains("impossible sizes"));
    // In a header of a tar file, with eight bytes for it.
    let mut head = header(EntryType::Regular, "index.json", 0);
    head.as_gnu_mut().unwrap().size = [0xff; 12];
    head.as_gnu_mut().unwrap().size[0] = 0x80;
    head.set_cksum();
    sandbox.write("image.tar", [head.as_bytes(), &[0; 2048][..]].concat());
    refused(&sandbox, "image.tar");
    let mut head = header(EntryType::Regular, "index.json", 1 << 30);
    head.set_cksum();
    sandbox.write("image.tar", [head.as_bytes(), &[0; 2048][..]].concat());
    assert!(refused(&sandbox, "image.tar").contains("is cut off"));
}

#[test]
fn a_pipe_in_the_place_of_a_file() {
    let sandbox = Sandbox::new();
    layout_of(&sandbox, &[], &[]);
    let index = sandbox.path().join("image/index.json");
    let bytes = fs::read(&index).unwrap();
    let pipe = |path: &std::path::Path| {
        fs::remove_file(path).unwrap();
        run(sandbox.command("mkfifo").arg(path)).success();
    };
    pipe(&index);
    assert!(refused(&sandbox, "image").contains("is no file"));
    fs::remove_file(&index).unwrap();
    fs::write(&index, bytes).unwrap();
    inspect(&sandbox, "image").success();
    for blob in fs::read_dir(sandbox.path().join("image/blobs/sha256")).unwrap() {
        pipe(&blob.unwrap().path());
    }
    assert!(refused(&sandbox, "image").contains("is no file"));
}

/// A header for a path that is as long as paths can be is a header as any other.
#[test]
fn long_names_are_still_read() {
    let sandbox = Sandbox::new();
    let long = "folder/".repeat(100) + "index.json";
    let mut tar = tar::Builder::new(Vec::new());
    let mut head = header(EntryType::Regular, "short", 2);
    tar.append_data(&mut head, &long, &b"{}"[..]).unwrap();
    sandbox.write("image.tar", tar.into_inner().unwrap());
    assert!(refused(&sandbox, "image.tar").contains("holds no `index.json`"));
    let path = sandbox.path().join("image.tar");
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    // As if the name were a short one.
    file.seek(SeekFrom::Start(512)).unwrap();
    file.write_all(b"./index.json\0").unwrap();
    assert!(refused(&sandbox, "image.tar").contains("`index.json` of"));
}

#[test]
fn nothing_is_downloaded_that_is_said_to_be_too_large() {
    for size in [2 << 30, u64::MAX] {
        let (sandbox, registry) = (Sandbox::new(), Registry::start());
        let config = br#"{"architecture":"wasm","os":"wasip1","layerDigests":[]}"#;
        let digest = |bytes: &[u8]| format!("sha256:{}", sha256(bytes));
        let manifest = json!({
            "schemaVersion": 2, "mediaType": MANIFEST,
            "config": {
                "mediaType": "application/vnd.wasm.config.v0+json",
                "digest": digest(config), "size": config.len(),
            },
            "layers": [
                { "mediaType": "application/wasm", "digest": digest(b"module"), "size": size }
            ],
        });
        {
            let mut state = registry.state();
            state.blobs.insert(digest(b"module"), b"module".to_vec());
            let bytes = manifest.to_string().into_bytes();
            let name = "me/wasm/1".into();
            state.manifests.insert(name, (MANIFEST.into(), bytes));
        }
        let input = format!("oci://{}/me/wasm:1", registry.address);
        let message = run(sandbox.wasmc([&input, "-o", "app"])).fails(1);
        assert!(message.contains(&format!("{size} bytes")), "{message}");
        let lines = registry.lines();
        assert!(
            !lines.iter().any(|line| line.contains("/blobs/")),
            "{lines:?}"
        );
    }
}
