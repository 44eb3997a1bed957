//! What `examples/` tells people to give to Kubernetes: the schema is Kubernetes' own, the
//! security settings are those that the documentation promises. The services of `examples/http` run, as container images
//! that are made as the documentation says.
//!
//! `cargo test --test examples -- [FILTER] [--negative-control]`.

mod http;
mod kubernetes;
mod yaml;

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use wasmc_tests::image::{excerpt, say};
use wasmc_tests::{Args, Tally};

use kubernetes::ECHO;

fn main() -> Result<ExitCode> {
    let args = Args::parse()?;
    let mut tally = Tally::default();
    let mut test = |name: &str, run: &dyn Fn() -> Result<()>| {
        if args.wants(name) {
            tally.report(name, &run());
        }
    };
    // What must not be taken, under the negative control.
    let harm = |text: String| match args.negative_control {
        true => text.replace("runAsNonRoot: true", "runAsNonRoot: false"),
        false => text,
    };
    test("kubernetes", &|| {
        kubernetes::check(&harm(read("kubernetes.yaml")?), ECHO)
    });
    test("kubernetes/notices", &|| {
        let text = harm(read("kubernetes.yaml")?);
        notices(&text, args.negative_control)
    });
    if Command::new("helm").arg("version").output().is_ok() {
        test("chart", &|| kubernetes::check(&harm(render(&[])?), ECHO));
        test("chart/values", &|| {
            let text = harm(render(&[
                "--set",
                "image.tag=2.0,service.port=80,replicas=5",
            ])?);
            kubernetes::check(&text, ECHO)?;
            for wanted in [
                "registry.example/me/echo:2.0",
                "port: 80\n",
                "replicas: 5\n",
            ] {
                ensure!(text.contains(wanted), "no {wanted:?} in {text}");
            }
            Ok(())
        });
    } else if args.wants("chart") {
        tally.skip("chart", "there is no `helm` to render it");
        tally.skip("chart/values", "there is no `helm` to render it");
    }
    for service in http::SERVICES {
        let name = format!("http/{}", service.name);
        if !args.wants(&name) {
            continue;
        }
        match service.component() {
            Ok(component) => tally.report(&name, &service.test(&component, args.negative_control)),
            Err(reason) => tally.skip(&name, &format!("{reason:#}")),
        }
    }
    let good = tally.finish("examples");
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The folder of the service.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/echo")
}

fn read(name: &str) -> Result<String> {
    fs::read_to_string(folder().join(name)).with_context(|| format!("cannot read {name}"))
}

/// What helm makes of the chart.
fn render(options: &[&str]) -> Result<String> {
    let output = Command::new("helm")
        .args(["template", "--kube-version", "1.33.0", "echo"])
        .arg(folder().join("chart"))
        .args(options)
        .output()?;
    ensure!(output.status.success(), "helm: {}", excerpt(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// Mistakes that people make, each of which the check must find.
const MISTAKES: &[(&str, &str)] = &[
    ("runAsNonRoot: true", "runAsNonRoot: false"),
    ("runAsNonRoot: true", "runAsNonRoot: \"true\""),
    ("runAsNonRoot: true", "runAsNonroot: true"),
    ("runAsUser: 65532", "runAsUser: 0"),
    (
        "readOnlyRootFilesystem: true",
        "readOnlyRootFilesystem: false",
    ),
    (
        "allowPrivilegeEscalation: false",
        "allowPrivilegeEscalation: true",
    ),
    ("drop: [ALL]", "drop: ALL"),
    ("drop: [ALL]", "drop: [NET_RAW]"),
    ("type: RuntimeDefault", "type: Unconfined"),
    ("memory: 16Mi", "memory: 16Gi"),
    ("memory: 16Mi", "memory: 4Mi"),
    ("containerPort: 7777", "containerPort: \"7777\""),
    ("containerPort: 7777", "containerPort: 7778"),
    ("readinessProbe", "startupProbe"),
    ("port: echo\n", "port: ehco\n"),
    ("targetPort: echo", "targetPort: ehco"),
    ("replicas: 2", "replica: 2"),
    ("kind: Service", "kind: Servce"),
    ("apiVersion: apps/v1", "apiVersion: extensions/v1beta1"),
    (
        "      labels:\n        app",
        "      labels:\n        other: label\n        ap",
    ),
];

fn notices(text: &str, negative_control: bool) -> Result<()> {
    kubernetes::check(text, ECHO)?;
    for (right, wrong) in MISTAKES {
        ensure!(text.contains(right), "no {right:?} to be spoilt");
        let spoilt = text.replacen(right, wrong, 1);
        let taken = kubernetes::check(&spoilt, ECHO).is_ok();
        ensure!(!taken && !negative_control, "it takes {wrong:?}");
        say(&format!("     refused: {wrong:?}"));
    }
    Ok(())
}
