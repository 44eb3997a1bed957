//! `wasmc image --push`, and what is read from registries: the order of things, and what happens
//! where something goes wrong.

mod common;

use common::oci::{Image, sha256};
use common::registry::{Fault, Registry, Request, status};
use common::{Outcome, Sandbox, example, run};
use serde_json::Value;
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A command that pushes `examples/hello.wat` as `me/app:1`. Nobody is logged in anywhere.
fn push(sandbox: &Sandbox, registry: &Registry, args: &[&str]) -> Command {
    sandbox.write("app.wat", example("hello.wat"));
    let name = format!("{}/me/app:1", registry.address);
    let words = ["image", "app.wat", "-t", &name, "--push"];
    let mut command = sandbox.wasmc([&words, args].concat());
    command.env("DOCKER_CONFIG", sandbox.path());
    command
}

/// Asserts that the push failed with one message that has all parts, and that no tag was set.
#[track_caller]
fn failed(outcome: Outcome, registry: &Registry, parts: &[&str]) {
    assert_eq!(outcome.stdout, "");
    let said = outcome.fails(1);
    assert_eq!(said.matches("wasmc: error: ").count(), 1, "{said}");
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in: {said}");
    }
    assert!(registry.tags("me/app").is_empty(), "a tag was set");
}

/// Asserts that the push succeeded; returns the digest.
#[track_caller]
fn pushed(outcome: Outcome, registry: &Registry) -> String {
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert_eq!(registry.tags("me/app"), ["1"]);
    let (media_type, index) = registry.state().manifests["me/app/1"].clone();
    assert_eq!(media_type, "application/vnd.oci.image.index.v1+json");
    let digest = format!("sha256:{}", sha256(&index));
    let name = format!("{}/me/app@{digest}\n", registry.address);
    assert_eq!(outcome.stdout, name);
    digest
}

fn is_upload(request: &Request) -> bool {
    request.method == "PUT" && request.path.contains("/blobs/uploads/")
}

/// An error as registries write them.
fn error(code: u16, message: &str) -> Fault {
    let text = serde_json::json!({ "errors": [{ "code": "SOME", "message": message }] });
    Fault::Answer(status(code).body(text.to_string()))
}

#[test]
fn what_is_referred_to_comes_first() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::start());
    let index = pushed(run(push(&sandbox, &registry, &[])), &registry);
    let lines = registry.lines();
    let manifests: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("PUT /v2/me/app/m"))
        .collect();
    let last_blob = lines
        .iter()
        .rposition(|line| line.contains("/blobs/"))
        .unwrap();
    let first_manifest = lines
        .iter()
        .position(|line| line.contains("/manifests/"))
        .unwrap();
    assert!(last_blob < first_manifest, "{lines:#?}");
    assert_eq!(manifests.len(), 4);
    assert!(manifests[2].ends_with(&index), "{lines:#?}");
    assert!(manifests[3].ends_with("/manifests/1"), "{lines:#?}");
    // The stub refuses what refers to something that is not there, but looks only at what it gets.
    let document: Value =
        serde_json::from_slice(&registry.state().manifests["me/app/1"].1).unwrap();
    for entry in document["manifests"].as_array().unwrap() {
        let digest = entry["digest"].as_str().unwrap();
        assert!(manifests[..2].iter().any(|line| line.ends_with(digest)));
    }
}

#[test]
fn a_pushed_image_is_the_one_in_the_archive() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::start());
    let digest = pushed(
        run(push(&sandbox, &registry, &["-o", "app.tar"])),
        &registry,
    );
    let image = Image::read(&fs::read(sandbox.path().join("app.tar")).unwrap());
    assert_eq!(image.json("index.json")["manifests"][0]["digest"], digest);
    let state = registry.state();
    for (name, bytes) in &image.files {
        if let Some(hex) = name
            .strip_prefix("blobs/sha256/")
            .filter(|hex| !hex.is_empty())
        {
            let digest = format!("sha256:{hex}");
            let manifest = state.manifests.get(&format!("me/app/{digest}"));
            let there = state
                .blobs
                .get(&digest)
                .or(manifest.map(|(_, bytes)| bytes));
            assert_eq!(there, Some(bytes));
        }
    }
}

#[test]
fn blobs_that_are_there_are_not_sent_again() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::start());
    pushed(run(push(&sandbox, &registry, &[])), &registry);
    registry.state().log.clear();
    pushed(run(push(&sandbox, &registry, &[])), &registry);
    let lines = registry.lines();
    assert!(
        !lines.iter().any(|line| line.starts_with("POST")),
        "{lines:#?}"
    );
}

#[test]
fn several_tags_and_repositories() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::start());
    let other = format!("{}/me/other:x", registry.address);
    let more = format!("{}/me/app:2", registry.address);
    let outcome = run(push(&sandbox, &registry, &["-t", &other, "-t", &more]));
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert_eq!(registry.tags("me/app"), ["1", "2"]);
    assert_eq!(registry.tags("me/other"), ["x"]);
    assert_eq!(outcome.stdout.lines().count(), 2, "{}", outcome.stdout);
}

#[test]
fn errors_that_pass_are_waited_for() {
    common::needs_both_platforms!();
    for code in [500, 502, 503, 504, 429, 408] {
        let sandbox = Sandbox::new();
        let registry = Registry::with(move |request, before| match before {
            0 if request.method != "GET" => Fault::Answer(status(code).header("retry-after", 0)),
            _ => Fault::None,
        });
        pushed(run(push(&sandbox, &registry, &[])), &registry);
    }
}

#[test]
fn a_registry_says_how_long_to_wait() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, before| match before {
        0 if is_upload(request) => Fault::Answer(status(429).header("retry-after", 2)),
        _ => Fault::None,
    });
    let start = Instant::now();
    pushed(run(push(&sandbox, &registry, &[])), &registry);
    assert!(start.elapsed() > Duration::from_secs(2));
}

#[test]
fn an_error_that_does_not_pass_ends_the_push() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, _| match request.method.as_str() {
        "POST" => error(503, "the disk is full"),
        _ => Fault::None,
    });
    let outcome = run(push(&sandbox, &registry, &[]));
    failed(
        outcome,
        &registry,
        &["given up after 4 attempts", "503", "the disk is full"],
    );
    let posts = registry
        .lines()
        .iter()
        .filter(|line| line.starts_with("POST"))
        .count();
    assert_eq!(posts, 4);
}

#[test]
fn a_connection_that_breaks_once() {
    common::needs_both_platforms!();
    for method in ["HEAD", "POST", "PUT"] {
        let sandbox = Sandbox::new();
        let registry = Registry::with(move |request, before| match before {
            0 if request.method == method => Fault::Break,
            _ => Fault::None,
        });
        pushed(run(push(&sandbox, &registry, &[])), &registry);
    }
}

#[test]
fn a_connection_that_breaks_in_the_middle_of_each_upload() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, _| match is_upload(request) {
        true => Fault::Break,
        false => Fault::None,
    });
    let outcome = run(push(&sandbox, &registry, &[]));
    failed(
        outcome,
        &registry,
        &["given up after 4 attempts", "the connection broke"],
    );
    assert!(registry.state().manifests.is_empty());
}

#[test]
fn a_tag_that_cannot_be_set_is_not_claimed() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, _| match request.path.ends_with("/manifests/1") {
        true => error(400, "tags are immutable here"),
        false => Fault::None,
    });
    let outcome = run(push(&sandbox, &registry, &[]));
    failed(outcome, &registry, &["400", "tags are immutable here"]);
}

#[test]
fn nobody_is_logged_in() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|_, _| {
        Fault::Answer(status(401).header("www-authenticate", "Basic realm=\"x\""))
    });
    let outcome = run(push(&sandbox, &registry, &[]));
    let login = format!("docker login {}", registry.address);
    failed(outcome, &registry, &["not logged in", &login]);
}

/// Writes what `docker login` writes.
fn log_in(sandbox: &Sandbox, registry: &Registry) {
    // me:secret, in base 64.
    let auths = serde_json::json!({ &registry.address: { "auth": "bWU6c2VjcmV0" } });
    sandbox.write(
        "config.json",
        serde_json::json!({ "auths": auths }).to_string(),
    );
}

/// Asks for the login that [`log_in`] writes.
fn with_basic(request: &Request, _: usize) -> Fault {
    match request.header("authorization") {
        "Basic bWU6c2VjcmV0" => Fault::None,
        _ => Fault::Answer(status(401).header("www-authenticate", "Basic realm=\"x\"")),
    }
}

#[test]
fn a_login_by_name_and_password() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::with(with_basic));
    log_in(&sandbox, &registry);
    pushed(run(push(&sandbox, &registry, &[])), &registry);
}

#[test]
fn a_login_of_podman_for_a_part_of_a_registry() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::with(with_basic));
    let auths = serde_json::json!({
        format!("{}/me", registry.address): { "auth": "bWU6c2VjcmV0" },
        &registry.address: { "auth": "eDp3cm9uZw==" },
    });
    let file = sandbox.write(
        "auth.json",
        serde_json::json!({ "auths": auths }).to_string(),
    );
    let mut command = push(&sandbox, &registry, &[]);
    pushed(run(command.env("REGISTRY_AUTH_FILE", file)), &registry);
}

#[test]
fn a_login_that_is_not_accepted() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|_, _| {
        Fault::Answer(status(401).header("www-authenticate", "Basic realm=\"x\""))
    });
    log_in(&sandbox, &registry);
    let outcome = run(push(&sandbox, &registry, &[]));
    failed(
        outcome,
        &registry,
        &["does not accept the login of `me`", "docker login"],
    );
    let heads = registry
        .lines()
        .iter()
        .filter(|line| line.starts_with("HEAD"))
        .count();
    assert_eq!(heads, 2, "a wrong password was tried again");
}

#[test]
fn a_credential_helper() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::with(with_basic));
    let script = "#!/bin/sh\nread -r server\nprintf '{\"ServerURL\":\"%s\",\"Username\":\"me\",\
                  \"Secret\":\"secret\"}' \"$server\"\n";
    let path = sandbox.write("docker-credential-test", script);
    fs::set_permissions(path, Permissions::from_mode(0o755)).unwrap();
    sandbox.write("config.json", r#"{ "credsStore": "test" }"#);
    let mut command = push(&sandbox, &registry, &[]);
    let path = format!(
        "{}:{}",
        sandbox.path().display(),
        std::env::var("PATH").unwrap()
    );
    pushed(run(command.env("PATH", path)), &registry);
    // And one that is not there.
    sandbox.write("config.json", r#"{ "credsStore": "missing" }"#);
    let message = run(push(&sandbox, &registry, &[])).fails(1);
    assert!(message.contains("credential helper"), "{message}");
}

#[test]
fn a_file_of_credentials_that_is_broken() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::start());
    sandbox.write("config.json", "{");
    failed(
        run(push(&sandbox, &registry, &[])),
        &registry,
        &["config.json"],
    );
}

/// Asks for a token, and gives one to whoever can log in.
fn with_token(request: &Request, _: usize) -> Fault {
    if request.path == "/token" {
        let scope = "scope=repository%3Ame%2Fapp%3Apull%2Cpush";
        assert!(request.query.contains(scope), "{}", request.query);
        assert!(request.query.contains("service=stub"), "{}", request.query);
        return match request.header("authorization") {
            "Basic bWU6c2VjcmV0" => Fault::Answer(status(200).body(r#"{"token":"t0ken"}"#)),
            _ => error(401, "who is it?"),
        };
    }
    match request.header("authorization") {
        "Bearer t0ken" => Fault::None,
        _ => {
            let realm = format!("http://{}/token", request.header("host"));
            let challenge = format!("Bearer realm=\"{realm}\",service=\"stub\"");
            Fault::Answer(status(401).header("www-authenticate", challenge))
        }
    }
}

#[test]
fn a_login_by_token() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::with(with_token));
    failed(
        run(push(&sandbox, &registry, &[])),
        &registry,
        &["not logged in", "who is it?"],
    );
    log_in(&sandbox, &registry);
    pushed(run(push(&sandbox, &registry, &[])), &registry);
}

#[test]
fn a_token_that_runs_out_is_replaced() {
    common::needs_both_platforms!();
    static OLD: AtomicBool = AtomicBool::new(false);
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, before| {
        if request.path == "/token" {
            let token = format!(r#"{{"token":"t{before}"}}"#);
            return Fault::Answer(status(200).body(token));
        }
        if request.path.contains("/manifests/") {
            OLD.store(true, Ordering::Relaxed);
        }
        match (request.header("authorization"), OLD.load(Ordering::Relaxed)) {
            ("Bearer t0", false) | ("Bearer t1", true) => Fault::None,
            _ => {
                let realm = format!("http://{}/token", request.header("host"));
                let challenge = format!("Bearer realm=\"{realm}\"");
                Fault::Answer(status(401).header("www-authenticate", challenge))
            }
        }
    });
    pushed(run(push(&sandbox, &registry, &[])), &registry);
}

#[test]
fn somebody_may_not_push() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, _| match request.method.as_str() {
        "POST" => error(403, "read only"),
        _ => Fault::None,
    });
    let outcome = run(push(&sandbox, &registry, &[]));
    failed(
        outcome,
        &registry,
        &["may not push to", "me/app", "403", "read only"],
    );
    let posts = registry
        .lines()
        .iter()
        .filter(|line| line.starts_with("POST"))
        .count();
    assert_eq!(posts, 1);
}

#[test]
fn a_repository_that_has_to_be_made_first() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, _| match request.method.as_str() {
        "POST" => error(404, "name unknown"),
        _ => Fault::None,
    });
    let outcome = run(push(&sandbox, &registry, &[]));
    failed(
        outcome,
        &registry,
        &["me/app", "404", "made before", "name unknown"],
    );
}

#[test]
fn nobody_is_there() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    sandbox.write("app.wat", example("hello.wat"));
    for (name, part) in [
        ("127.0.0.1:1/a", "Connection refused"),
        // RFC 2606: there never is such a host.
        ("registry.invalid/a", "no host of this name, or no network"),
    ] {
        let outcome = run(sandbox.wasmc(["image", "app.wat", "-t", name, "--push"]));
        let message = outcome.fails(1);
        assert!(
            message.contains("cannot reach") && message.contains(part),
            "{message}"
        );
    }
}

#[test]
fn an_interrupted_push_sets_no_tag() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, _| match is_upload(request) {
        true => Fault::Hang,
        false => Fault::None,
    });
    let mut command = push(&sandbox, &registry, &["-o", "app.tar"]);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !registry.state().log.iter().any(is_upload) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    run(sandbox.command("kill").args(["-INT", &pid])).success();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), None, "it ended by itself");
    assert!(registry.tags("me/app").is_empty());
    // The archive was written before, whole.
    Image::read(&fs::read(sandbox.path().join("app.tar")).unwrap()).index();
}

#[test]
fn an_sbom_refers_to_the_index() {
    common::needs_both_platforms!();
    for referrers in [true, false] {
        let (sandbox, registry) = (Sandbox::new(), Registry::start());
        registry.state().referrers = referrers;
        let outcome = run(push(&sandbox, &registry, &["--sbom"]));
        assert_eq!(outcome.code, Some(0), "{outcome:#?}");
        let state = registry.state();
        let index = &state.manifests["me/app/1"].1;
        let index = format!("sha256:{}", sha256(index));
        let documents = state.manifests.iter().map(|(name, (_, bytes))| {
            let document: Value = serde_json::from_slice(bytes).unwrap();
            (name, document)
        });
        let found: Vec<_> = documents
            .filter(|(_, document)| document["subject"]["digest"] == *index)
            .collect();
        let [(name, manifest)] = &found[..] else {
            panic!("{found:#?}");
        };
        assert_eq!(manifest["artifactType"], "application/spdx+json");
        let digest = manifest["layers"][0]["digest"].as_str().unwrap();
        let document: Value = serde_json::from_slice(&state.blobs[digest]).unwrap();
        assert_eq!(document["spdxVersion"], "SPDX-2.3");
        // Where the registry knows nothing of subjects, there is a tag that stands for the list.
        let tag = format!("me/app/{}", index.replace(':', "-"));
        let list = state.manifests.get(&tag);
        assert_eq!(list.is_some(), !referrers);
        if let Some((_, bytes)) = list {
            let list: Value = serde_json::from_slice(bytes).unwrap();
            let entry = list["manifests"][0]["digest"].as_str().unwrap();
            assert!(name.ends_with(entry));
            assert_eq!(
                list["manifests"][0]["artifactType"],
                "application/spdx+json"
            );
        }
    }
}

/// A registry with an image `me/app:1`.
fn with_image(sandbox: &Sandbox, registry: &Registry) {
    pushed(run(push(sandbox, registry, &["--arg", "below"])), registry);
    registry.state().log.clear();
}

/// Makes an image on the base image `me/app:1`.
fn on_base(sandbox: &Sandbox, registry: &Registry) -> Command {
    let base = format!("{}/me/app:1", registry.address);
    sandbox.write("app.wat", example("hello.wat"));
    sandbox.wasmc(["image", "app.wat", "-o", "above.tar", "--base", &base])
}

#[test]
fn a_base_image_from_a_registry() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::start());
    with_image(&sandbox, &registry);
    run(on_base(&sandbox, &registry)).success();
    let image = Image::read(&fs::read(sandbox.path().join("above.tar")).unwrap());
    assert_eq!(image.layers("arm64").len(), 3);
    let (manifest, _) = image.variant("arm64");
    let name = &manifest["annotations"]["org.opencontainers.image.base.name"];
    assert_eq!(*name, format!("{}/me/app:1", registry.address));
}

#[test]
fn a_download_that_breaks_is_begun_again() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, before| match before {
        0 if request.method == "GET" && request.path.starts_with("/v2/me/") => Fault::Cut,
        _ => Fault::None,
    });
    with_image(&sandbox, &registry);
    run(on_base(&sandbox, &registry)).success();
}

#[test]
fn a_registry_that_gives_something_else() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let registry = Registry::with(|request, _| {
        match request.method == "GET" && request.path.contains("/blobs/") {
            true => Fault::Answer(status(200).body("something else")),
            false => Fault::None,
        }
    });
    with_image(&sandbox, &registry);
    let message = run(on_base(&sandbox, &registry)).fails(1);
    assert!(message.contains("bytes instead of"), "{message}");
    assert!(!sandbox.names().contains(&"above.tar".into()));
}

#[test]
fn an_image_that_is_not_there() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::start());
    let message = run(on_base(&sandbox, &registry)).fails(1);
    assert!(message.contains("there is no image"), "{message}");
}

/// A registry may keep its blobs elsewhere, and what logs in here is none of that place's business.
#[test]
fn credentials_stay_with_their_registry() {
    common::needs_both_platforms!();
    let sandbox = Sandbox::new();
    let storage = Registry::start();
    let elsewhere = storage.address.clone();
    let registry = Registry::with(move |request, before| {
        let url = format!("http://{elsewhere}{}", request.path);
        match with_basic(request, before) {
            Fault::None if request.method == "GET" && request.path.contains("/blobs/") => {
                Fault::Answer(status(307).header("location", url))
            }
            Fault::None if request.method == "POST" => {
                let url = format!("{url}1?state=x");
                Fault::Answer(status(202).header("location", url))
            }
            Fault::None if request.method == "HEAD" => Fault::Answer(status(404)),
            fault => fault,
        }
    });
    log_in(&sandbox, &registry);
    let outcome = run(push(&sandbox, &registry, &[]));
    // The blobs are elsewhere, so the stub knows of none.
    failed(outcome, &registry, &["blob unknown"]);
    let blobs = storage.state().blobs.clone();
    assert!(!blobs.is_empty());
    registry.state().blobs = blobs;
    pushed(run(push(&sandbox, &registry, &[])), &registry);
    let mut command = on_base(&sandbox, &registry);
    run(command.env("DOCKER_CONFIG", sandbox.path())).success();
    let state = storage.state();
    assert!(state.log.iter().any(|request| request.method == "GET"));
    assert!(
        state
            .log
            .iter()
            .all(|request| request.header("authorization").is_empty())
    );
}

#[test]
fn a_wasm_artifact_from_a_registry() {
    common::needs_both_platforms!();
    let (sandbox, registry) = (Sandbox::new(), Registry::start());
    let module = wat::parse_str(example("hello.wat")).unwrap();
    let config = br#"{"architecture":"wasm","os":"wasip1","layerDigests":[]}"#;
    let digest = |bytes: &[u8]| format!("sha256:{}", sha256(bytes));
    const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
    let manifest = serde_json::json!({
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.wasm.config.v0+json",
            "digest": digest(config), "size": config.len(),
        },
        "layers": [
            { "mediaType": "application/wasm", "digest": digest(&module), "size": module.len() }
        ],
    });
    {
        let mut state = registry.state();
        state.blobs.insert(digest(config), config.to_vec());
        state.blobs.insert(digest(&module), module);
        let bytes = manifest.to_string().into_bytes();
        state
            .manifests
            .insert("me/wasm/1".into(), (MANIFEST.into(), bytes));
    }
    let input = format!("oci://{}/me/wasm:1", registry.address);
    let output = format!("{}/me/app:1", registry.address);
    let words = ["image", &input, "-t", &output, "--push"];
    pushed(run(sandbox.wasmc(words)), &registry);
    run(sandbox.wasmc([&input, "-o", "hello"])).success();
    let outcome = run(sandbox.command(sandbox.path().join("hello")));
    assert_eq!(outcome.success(), "Hello, world!\n");
}

#[test]
fn a_registry_that_does_not_answer_is_waited_for() {
    let sandbox = Sandbox::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = silent.local_addr().unwrap().to_string();
    let wasmc = env!("CARGO_BIN_EXE_wasmc");
    // It gives the command a terminal.
    let line = format!("{wasmc} inspect {host}/a/b:1");
    let mut command = sandbox.command("timeout");
    command.args(["6", "script", "-qec", &line, "/dev/null"]);
    command.env("DOCKER_CONFIG", sandbox.path());
    match command.output() {
        Ok(output) if output.status.code() != Some(127) => {
            let printed = String::from_utf8_lossy(&output.stdout).into_owned();
            let note = format!("wasmc: note: waiting for {host}");
            assert!(printed.contains(&note), "{printed}");
        }
        _ => eprintln!("left out: there is no `script` that makes a terminal"),
    }
}
