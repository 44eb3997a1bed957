//! Registries: pushes that succeed, that are refused, and that break off.

use crate::Test;
use crate::outputs::permitted;
use crate::proxy::Proxy;
use crate::registry::{PASSWORD, Registry, USER};
use crate::shop::{LIMIT, Program, Shop, done, installed, text};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use wasmc_tests::Outcome;
use wasmc_tests::image::{excerpt, run, run_with_input, spawn};

/// The tests.
pub fn tests() -> Vec<Test> {
    let plain = |name: &str, test: fn(&Shop, &Registry) -> Result<()>| Test {
        name: format!("registry/{name}"),
        run: Box::new(move |shop| {
            let available = shop.registry().map(|_| ());
            permitted(shop, available, |shop| test(shop, shop.registry()?))
        }),
    };
    let encrypted = |name: &str, test: fn(&Shop, &Registry) -> Result<()>| Test {
        name: format!("registry/tls/{name}"),
        run: Box::new(move |shop| {
            let needs = ["openssl", "htpasswd", "docker-registry", "skopeo"];
            permitted(shop, installed(&needs), |shop| {
                test(shop, &Registry::encrypted(shop)?)
            })
        }),
    };
    let pulled = |engine: &'static str, available: fn(&Shop) -> Result<()>| Test {
        name: format!("registry/pulled-by/{engine}"),
        run: Box::new(move |shop| {
            let available = shop.registry().and_then(|_| available(shop));
            permitted(shop, available, |shop| {
                pulled(shop, shop.registry()?, engine)
            })
        }),
    };
    vec![
        pulled("podman", |shop| shop.podman().map(|_| ())),
        pulled("docker", |shop| shop.docker().map(|_| ())),
        pulled("containerd", |shop| shop.containerd().map(|_| ())),
        plain("push-and-pull", push_and_pull),
        plain("nothing-twice", nothing_twice),
        plain("several-tags", several_tags),
        plain("sbom", sbom),
        plain("artifact", artifact),
        plain("base", base),
        plain("nobody-listens", |shop, _| nobody_listens(shop)),
        plain("broken-connections", broken_connections),
        plain("one-broken-connection", one_broken_connection),
        plain("killed", killed),
        encrypted("docker-config", docker_config),
        encrypted("podman-login", podman_login),
        encrypted("no-credentials", no_credentials),
        encrypted("wrong-password", wrong_password),
        encrypted("unknown-certificate", unknown_certificate),
    ]
}

/// A push of a program to a host.
fn push(shop: &Shop, program: Program, reference: &str) -> Result<Command> {
    let mut command = shop.wasmc();
    command
        .arg("image")
        .arg(shop.module(program)?)
        .args(["-t", reference, "--push"]);
    Ok(command)
}

/// The same to a registry without encryption.
fn plain_push(shop: &Shop, program: Program, reference: &str) -> Result<Command> {
    let mut command = push(shop, program, reference)?;
    command.arg("--insecure-registry");
    Ok(command)
}

/// skopeo, without settings of whoever runs the tests.
fn skopeo(words: &[&str]) -> Result<Outcome> {
    let mut command = Command::new("skopeo");
    command.arg("--insecure-policy").args(words);
    run(&mut command, LIMIT)
}

/// What a registry has under a name, as it is.
fn raw(reference: &str) -> Result<Outcome> {
    skopeo(&[
        "inspect",
        "--raw",
        "--tls-verify=false",
        &format!("docker://{reference}"),
    ])
}

/// Copies all of an image, which compares every digest.
fn pull(shop: &Shop, reference: &str) -> Result<()> {
    let folder = format!("dir:{}", shop.place("pull")?.display());
    let image = format!("docker://{reference}");
    done(skopeo(&[
        "copy",
        "--all",
        "--src-tls-verify=false",
        &image,
        &folder,
    ])?)?;
    Ok(())
}

/// `sha256:…` of bytes.
fn digest(shop: &Shop, bytes: &[u8]) -> Result<String> {
    let file = shop.place("digest")?.join("file");
    fs::write(&file, bytes)?;
    let sum = done(run(Command::new("sha256sum").arg(&file), LIMIT)?)?;
    let sum = text(&sum);
    let sum = sum.split_whitespace().next().context("no sum")?;
    Ok(format!("sha256:{sum}"))
}

/// What is printed is the digest of what the registry has; the rest of the image is there too.
fn push_and_pull(shop: &Shop, registry: &Registry) -> Result<()> {
    let name = format!("{}/me/pushed", registry.host());
    let reference = format!("{name}:1.0");
    let outcome = run(&mut plain_push(shop, Program::Hello, &reference)?, LIMIT)?;
    let index = done(raw(&reference)?)?.stdout;
    let wanted = format!("{name}@{}\n", digest(shop, &index)?);
    shop.expect(&outcome, 0, &wanted)?;
    pull(shop, &reference)?;
    pull(shop, wanted.trim_end())
}

/// What `wasmc` pushed is what engines pull and run.
fn pulled(shop: &Shop, registry: &Registry, engine: &str) -> Result<()> {
    let reference = format!("{}/me/pulled-{engine}:1.0", registry.host());
    done(run(
        &mut plain_push(shop, Program::Hello, &reference)?,
        LIMIT,
    )?)?;
    let name = format!("wasmc-test-{}-pulled", std::process::id());
    let mut command = match engine {
        "podman" => {
            let mut command = shop.podman()?.command();
            command.args(["run", "--rm", "--tls-verify=false", "--network", "none"]);
            command
        }
        "docker" => {
            let docker = shop.docker()?;
            // Beside the output of the container there would be that of the pull.
            done(run(docker.command().args(["pull", &reference]), LIMIT)?)?;
            let mut command = docker.command();
            command.args(["run", "--rm", "--network", "none"]);
            command
        }
        _ => {
            let containerd = shop.containerd()?;
            let mut pull = containerd.command();
            pull.args(["image", "pull", "--plain-http"]);
            pull.args(["--snapshotter", "native", &reference]);
            done(run(&mut pull, LIMIT)?).context("ctr image pull")?;
            let mut command = containerd.command();
            command.args(["run", "--rm", "--snapshotter", "native"]);
            command
        }
    };
    command.arg(&reference);
    if engine == "containerd" {
        command.arg(&name);
    }
    shop.expect(&run(&mut command, LIMIT)?, 0, "Hello, world!\n")
}

/// Requests that carry blobs or announce some.
fn uploads(requests: &[String]) -> usize {
    let is_upload = |line: &&String| line.contains("/blobs/uploads/");
    requests.iter().filter(is_upload).count()
}

/// Blobs that the registry has are not sent again.
fn nothing_twice(shop: &Shop, registry: &Registry) -> Result<()> {
    let reference = format!("{}/me/twice:1.0", registry.host());
    done(run(
        &mut plain_push(shop, Program::Hello, &reference)?,
        LIMIT,
    )?)?;
    let before = registry.requests()?;
    ensure!(
        uploads(&before) > 0,
        "no uploads in the log of the registry"
    );
    let again = format!("{}/me/twice:2.0", registry.host());
    done(run(&mut plain_push(shop, Program::Hello, &again)?, LIMIT)?)?;
    let after = registry.requests()?;
    ensure!(after.len() > before.len(), "no requests");
    let more = uploads(&after) - uploads(&before);
    shop.check(more == 0, || format!("{more} requests to upload"))?;
    pull(shop, &again)
}

fn several_tags(shop: &Shop, registry: &Registry) -> Result<()> {
    let name = |tag: &str| format!("{}/me/tags:{tag}", registry.host());
    let mut command = plain_push(shop, Program::Hello, &name("1"))?;
    command.args(["-t", &name("1.0"), "-t", &name("latest")]);
    let outcome = done(run(&mut command, LIMIT)?)?;
    let mut digests = Vec::new();
    for tag in ["1", "1.0", "latest"] {
        digests.push(digest(shop, &done(raw(&name(tag))?)?.stdout)?);
    }
    let same = digests.iter().all(|digest| text(&outcome).contains(digest));
    shop.check(same, || format!("{digests:?}, {}", text(&outcome)))
}

/// The list of what is in the image is a manifest of its own that names the image as its subject;
/// registries that do not answer for referrers have it in a tag (distribution specification 1.1,
/// "Referrers Tag Schema").
fn sbom(shop: &Shop, registry: &Registry) -> Result<()> {
    let name = format!("{}/me/sbom", registry.host());
    let mut command = plain_push(shop, Program::Hello, &format!("{name}:1"))?;
    command.arg("--sbom");
    let printed = text(&done(run(&mut command, LIMIT)?)?);
    let (_, image) = printed.split_once('@').context("no digest")?;
    let tag = format!("{name}:{}", image.replace(':', "-"));
    let list: Value = serde_json::from_slice(&done(raw(&tag)?)?.stdout)?;
    let referrer = &list["manifests"][0];
    let kind = referrer["artifactType"].as_str().unwrap_or_default();
    ensure!(kind.contains("spdx"), "the artifact's type is {kind:?}");
    let found = referrer["digest"].as_str().context("no digest")?;
    let manifest: Value = serde_json::from_slice(&done(raw(&format!("{name}@{found}"))?)?.stdout)?;
    let subject = &manifest["subject"]["digest"];
    shop.check(subject == image, || format!("the subject is {subject}"))?;
    let blob = manifest["layers"][0]["digest"]
        .as_str()
        .context("no layer")?;
    let hex = blob.trim_start_matches("sha256:");
    let file = format!(
        "data/docker/registry/v2/blobs/sha256/{}/{hex}/data",
        &hex[..2]
    );
    let document: Value = serde_json::from_slice(&fs::read(registry.folder.join(file))?)?;
    ensure!(
        document["spdxVersion"] == "SPDX-2.3",
        "the document: {document}"
    );
    let module = digest(shop, &fs::read(shop.module(Program::Hello)?)?)?;
    let module = module.trim_start_matches("sha256:");
    ensure!(
        document.to_string().contains(module),
        "the document does not name the module's digest"
    );
    Ok(())
}

/// A module that lies in a registry as an artifact, as other tools push it.
fn artifact(shop: &Shop, registry: &Registry) -> Result<()> {
    let name = format!("{}/me/hello-wasm:1", registry.host());
    let layout = shop.place("artifact")?;
    let module = fs::read(shop.module(Program::Hello)?)?;
    write_artifact(shop, &layout, &module)?;
    let from = format!("oci:{}:it", layout.display());
    done(skopeo(&[
        "copy",
        "--dest-tls-verify=false",
        &from,
        &format!("docker://{name}"),
    ])?)?;

    let tar = layout.join("image.tar");
    let mut command = shop.wasmc();
    command
        .args(["image", &format!("oci://{name}"), "--insecure-registry"])
        .args(["-t", "registry.example/me/hello:1.0", "-o"])
        .arg(&tar);
    done(run(&mut command, LIMIT)?)?;
    // The same module gives the same image, wherever it comes from.
    let direct = fs::read(&shop.image(Program::Hello)?.tar)?;
    let same = fs::read(&tar)? == direct;
    shop.check(same, || "another image than the module's own".into())?;

    let mut command = shop.wasmc();
    command
        .arg("image")
        .arg(format!("oci-layout:{}:it", layout.display()))
        .args(["-t", "registry.example/me/hello:1.0", "-o"])
        .arg(&tar);
    done(run(&mut command, LIMIT)?).context("from a layout")?;
    ensure!(fs::read(&tar)? == direct, "another image from a layout");
    Ok(())
}

/// An OCI layout with a module in it, as the CNCF's "Wasm OCI Artifact layout" has it.
fn write_artifact(shop: &Shop, layout: &Path, module: &[u8]) -> Result<()> {
    let blobs = layout.join("blobs/sha256");
    fs::create_dir_all(&blobs)?;
    let put = |media: &str, bytes: &[u8]| -> Result<Value> {
        let digest = digest(shop, bytes)?;
        fs::write(blobs.join(digest.trim_start_matches("sha256:")), bytes)?;
        Ok(json!({ "mediaType": media, "digest": digest, "size": bytes.len() }))
    };
    let layer = put("application/wasm", module)?;
    let config = json!({
        "created": "2026-01-01T00:00:00Z", "architecture": "wasm", "os": "wasip1",
        "layerDigests": [layer["digest"]]
    });
    let config = put(
        "application/vnd.wasm.config.v0+json",
        config.to_string().as_bytes(),
    )?;
    let media = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({
        "schemaVersion": 2, "mediaType": media, "config": config, "layers": [layer]
    });
    let mut entry = put(media, manifest.to_string().as_bytes())?;
    entry["annotations"] = json!({ "org.opencontainers.image.ref.name": "it" });
    let index = json!({ "schemaVersion": 2, "manifests": [entry] });
    fs::write(layout.join("index.json"), index.to_string())?;
    fs::write(
        layout.join("oci-layout"),
        r#"{"imageLayoutVersion":"1.0.0"}"#,
    )?;
    Ok(())
}

/// An image that is only in the registry is what another one stands on.
fn base(shop: &Shop, registry: &Registry) -> Result<()> {
    let below = format!("{}/me/below:1", registry.host());
    done(run(&mut plain_push(shop, Program::Hello, &below)?, LIMIT)?)?;
    let above = format!("{}/me/above:1", registry.host());
    let mut command = plain_push(shop, Program::Hello, &above)?;
    command.args(["--base", &below, "--platform", "linux/amd64"]);
    done(run(&mut command, LIMIT)?)?;
    pull(shop, &above)?;
    let layers = |reference: &str| -> Result<Vec<Value>> {
        let image = format!("docker://{reference}");
        let words = [
            "--override-arch",
            "amd64",
            "inspect",
            "--tls-verify=false",
            &image,
        ];
        let found: Value = serde_json::from_slice(&done(skopeo(&words)?)?.stdout)?;
        Ok(found["Layers"].as_array().context("no layers")?.clone())
    };
    let (below, above) = (layers(&below)?, layers(&above)?);
    let same = above.starts_with(&below) && above.len() > below.len();
    shop.check(same, || format!("{above:?} on {below:?}"))
}

/// A refusal: exit code 1, nothing on standard output, and these words in the message.
fn refused(shop: &Shop, outcome: &Outcome, words: &[&str]) -> Result<()> {
    let message = String::from_utf8_lossy(&outcome.stderr).to_lowercase();
    let right = outcome.exited_with(1)
        && outcome.stdout.is_empty()
        && words.iter().all(|word| message.contains(word));
    shop.check(right, || format!("no {words:?}: {}", outcome.describe()))
}

fn nobody_listens(shop: &Shop) -> Result<()> {
    let reference = format!("127.0.0.1:{}/me/refused:1", crate::ports::free()?);
    let outcome = run(&mut plain_push(shop, Program::Hello, &reference)?, LIMIT)?;
    refused(shop, &outcome, &["127.0.0.1", "refused"])
}

/// A tag leads to an image of which nothing is missing, or to nothing at all.
fn whole_or_absent(shop: &Shop, reference: &str) -> Result<bool> {
    let found = raw(reference)?;
    if found.exited_with(0) {
        pull(shop, reference).context("the tag leads to an image that is not whole")?;
        return Ok(true);
    }
    let why = String::from_utf8_lossy(&found.stderr).to_lowercase();
    let absent = why.contains("unknown") || why.contains("not found");
    ensure!(absent, "inspect: {}", found.describe());
    Ok(false)
}

/// Wherever the network breaks, and stays broken.
fn broken_connections(shop: &Shop, registry: &Registry) -> Result<()> {
    let mut broken = 0;
    for (number, bytes) in [0, 300, 2000, 6000, 12000, 20000].into_iter().enumerate() {
        let path = format!("me/broken-{number}:1");
        let proxy = Proxy::start(registry.port, bytes, false)?;
        let reference = format!("127.0.0.1:{}/{path}", proxy.port);
        let start = Instant::now();
        let outcome = run(&mut plain_push(shop, Program::Hello, &reference)?, LIMIT)?;
        let whole = whole_or_absent(shop, &format!("{}/{path}", registry.host()))?;
        if proxy.has_failed() {
            refused(shop, &outcome, &["error"]).with_context(|| format!("after {bytes} bytes"))?;
            ensure!(
                start.elapsed() < Duration::from_secs(120),
                "it takes {} s to give up",
                start.elapsed().as_secs()
            );
            broken += 1;
        } else {
            ensure!(whole && outcome.exited_with(0), "{}", outcome.describe());
        }
    }
    ensure!(broken >= 4, "only {broken} pushes were broken off");
    Ok(())
}

/// A connection that breaks is made again.
fn one_broken_connection(shop: &Shop, registry: &Registry) -> Result<()> {
    for (number, bytes) in [700, 3000, 9000].into_iter().enumerate() {
        let path = format!("me/retried-{number}:1");
        let proxy = Proxy::start(registry.port, bytes, true)?;
        let reference = format!("127.0.0.1:{}/{path}", proxy.port);
        let outcome = run(&mut plain_push(shop, Program::Hello, &reference)?, LIMIT)?;
        ensure!(proxy.has_failed(), "{bytes} bytes are too many to break it");
        let whole = whole_or_absent(shop, &format!("{}/{path}", registry.host()))?;
        shop.check(whole && outcome.exited_with(0), || {
            format!("after {bytes} bytes: {}", outcome.describe())
        })?;
    }
    Ok(())
}

/// The command, and then the registry, are killed while they push.
fn killed(shop: &Shop, _: &Registry) -> Result<()> {
    // One of its own: it does not stay the same.
    let registry = Registry::plain(shop)?;
    let mut interrupted = 0;
    for number in 0..12u64 {
        let reference = format!("{}/me/killed-{number}:1", registry.host());
        let mut command = plain_push(shop, Program::Hello, &reference)?;
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = spawn(&mut command)?;
        thread::sleep(Duration::from_millis(5 + 9 * number));
        if number % 2 == 0 {
            // Fails only if it has ended already.
            let _ = child.kill();
        } else {
            registry.kill();
        }
        let status = if number % 2 == 0 {
            child.wait()?
        } else {
            let status = child.wait()?;
            registry.restart()?;
            status
        };
        let whole = whole_or_absent(shop, &reference)?;
        ensure!(whole || !status.success(), "{status}, and no image");
        interrupted += usize::from(!whole);
    }
    shop.check(interrupted > 0, || "no push was interrupted".into())?;
    // What was left behind keeps nobody from trying again.
    let reference = format!("{}/me/killed-0:1", registry.host());
    done(run(
        &mut plain_push(shop, Program::Hello, &reference)?,
        LIMIT,
    )?)?;
    pull(shop, &reference)
}

/// A push to an encrypted registry.
fn encrypted_push(shop: &Shop, registry: &Registry, tag: &str) -> Result<Command> {
    let mut command = push(shop, Program::Hello, &format!("{}/{tag}", registry.host()))?;
    command.env("SSL_CERT_FILE", registry.folder.join("cert.pem"));
    Ok(command)
}

/// Whether an encrypted registry has an image.
fn has(registry: &Registry, tag: &str) -> Result<bool> {
    let image = format!("docker://{}/{tag}", registry.host());
    let credentials = format!("{USER}:{PASSWORD}");
    let words = [
        "inspect",
        "--raw",
        "--tls-verify=false",
        "--creds",
        &credentials,
        &image,
    ];
    Ok(skopeo(&words)?.exited_with(0))
}

/// The file that `docker login` writes where there is no helper.
fn write_docker_config(
    shop: &Shop,
    registry: &Registry,
    password: &str,
) -> Result<std::path::PathBuf> {
    let folder = shop.place("docker-config")?;
    let mut base64 = Command::new("base64");
    let encoded = run_with_input(
        base64.arg("-w0"),
        format!("{USER}:{password}").as_bytes(),
        LIMIT,
    )?;
    let config = json!({ "auths": { registry.host(): { "auth": text(&done(encoded)?) } } });
    fs::write(folder.join("config.json"), config.to_string())?;
    Ok(folder)
}

fn docker_config(shop: &Shop, registry: &Registry) -> Result<()> {
    let mut command = encrypted_push(shop, registry, "me/app:1")?;
    command.env(
        "DOCKER_CONFIG",
        write_docker_config(shop, registry, PASSWORD)?,
    );
    done(run(&mut command, LIMIT)?)?;
    let there = has(registry, "me/app:1")?;
    shop.check(there, || "the registry has no image".into())
}

/// skopeo writes the same file as podman.
fn podman_login(shop: &Shop, registry: &Registry) -> Result<()> {
    let file = shop.place("login")?.join("auth.json");
    let mut login = Command::new("skopeo");
    login
        .args(["login", "--tls-verify=false", "--username", USER])
        .args(["--password-stdin", "--authfile"])
        .arg(&file)
        .arg(registry.host());
    done(run_with_input(&mut login, PASSWORD.as_bytes(), LIMIT)?)?;
    let mut command = encrypted_push(shop, registry, "me/app:1")?;
    command.env("REGISTRY_AUTH_FILE", &file);
    done(run(&mut command, LIMIT)?)?;
    let there = has(registry, "me/app:1")?;
    shop.check(there, || "the registry has no image".into())
}

fn no_credentials(shop: &Shop, registry: &Registry) -> Result<()> {
    let outcome = run(&mut encrypted_push(shop, registry, "me/app:1")?, LIMIT)?;
    refused(shop, &outcome, &["login", &registry.host()])?;
    ensure!(!has(registry, "me/app:1")?, "it has an image all the same");
    Ok(())
}

fn wrong_password(shop: &Shop, registry: &Registry) -> Result<()> {
    const WRONG: &str = "let me in";
    let mut command = encrypted_push(shop, registry, "me/app:1")?;
    command.env("DOCKER_CONFIG", write_docker_config(shop, registry, WRONG)?);
    let outcome = run(&mut command, LIMIT)?;
    refused(
        shop,
        &outcome,
        &[&registry.host(), "does not accept the login"],
    )?;
    let message = excerpt(&outcome.stderr);
    ensure!(!message.contains(WRONG), "the password is in the message");
    Ok(())
}

fn unknown_certificate(shop: &Shop, registry: &Registry) -> Result<()> {
    let reference = format!("{}/me/app:1", registry.host());
    let mut command = push(shop, Program::Hello, &reference)?;
    command.env(
        "DOCKER_CONFIG",
        write_docker_config(shop, registry, PASSWORD)?,
    );
    let outcome = run(&mut command, LIMIT)?;
    refused(shop, &outcome, &["certificate"])
}
