//! A Deployment with its Service: whether Kubernetes would take it, and with which rights it runs.

use anyhow::{Context, Result, bail, ensure};
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{Container, PodSpec, PodTemplateSpec, Service};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use k8s_openapi::{Resource, serde::Serialize, serde::de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeMap;

/// What is known of the image that a manifest names.
#[derive(Clone, Copy)]
pub struct Image {
    /// The port that it exposes.
    pub port: i32,
    /// The most memory that the example may ask for, in bytes.
    pub memory: u64,
}

/// The one of the echo service.
pub const ECHO: Image = Image {
    port: 7777,
    memory: 16 << 20,
};

/// Checks a text of several documents.
///
/// # Errors
/// What is wrong with it.
pub fn check(text: &str, image: Image) -> Result<()> {
    let documents = crate::yaml::documents(text)?;
    let (mut deployments, mut services) = (Vec::new(), Vec::new());
    for document in &documents {
        match document["kind"].as_str() {
            Some("Deployment") => deployments.push(typed::<Deployment>(document)?),
            Some("Service") => services.push(typed::<Service>(document)?),
            other => bail!("a document of kind {other:?}"),
        }
    }
    let ([deployment], [service]) = (deployments.as_slice(), services.as_slice()) else {
        bail!(
            "{} deployments, {} services",
            deployments.len(),
            services.len()
        );
    };
    let spec = deployment.spec.as_ref().context("no spec")?;
    let wanted = spec.selector.match_labels.as_ref();
    selects(wanted, &spec.template).context("the selector of the Deployment")?;
    let pod = spec.template.spec.as_ref().context("no spec of the pods")?;
    let [container] = pod.containers.as_slice() else {
        bail!("{} containers", pod.containers.len());
    };
    restricted(pod, container)?;
    small(container, image.memory)?;
    let ports = container.ports.as_deref().unwrap_or_default();
    let [port] = ports else {
        bail!("{} ports", ports.len());
    };
    ensure!(
        port.container_port == image.port,
        "the image exposes {}, not {}",
        image.port,
        port.container_port
    );
    let probe = container.readiness_probe.as_ref().context("no readiness")?;
    let probed = (probe.http_get.as_ref().map(|it| &it.port))
        .or_else(|| probe.tcp_socket.as_ref().map(|it| &it.port));
    ensure!(
        is_port(container, probed.context("another kind of probe")?),
        "the container has no port {probed:?}"
    );

    let service = service.spec.as_ref().context("no spec of the Service")?;
    selects(service.selector.as_ref(), &spec.template).context("the selector of the Service")?;
    for port in service.ports.iter().flatten() {
        let target = port.target_port.as_ref().context("no targetPort")?;
        ensure!(
            is_port(container, target),
            "the container has no port {target:?}"
        );
    }
    Ok(())
}

/// Whether a container has a port of this number or name.
fn is_port(container: &Container, which: &IntOrString) -> bool {
    let mut ports = container.ports.iter().flatten();
    ports.any(|port| match which {
        IntOrString::Int(number) => port.container_port == *number,
        IntOrString::String(name) => port.name.as_ref() == Some(name),
    })
}

/// A document as what it says it is. What comes back from the typed form must be the same: what it
/// does not know, a misspelt field say, would be missing.
fn typed<T: Resource + Serialize + DeserializeOwned>(document: &Value) -> Result<T> {
    ensure!(
        document["apiVersion"] == T::API_VERSION,
        "{} is in {}, not in {}",
        T::KIND,
        T::API_VERSION,
        document["apiVersion"]
    );
    let it: T = serde_json::from_value(document.clone())?;
    same(&serde_json::to_value(&it)?, document, T::KIND)?;
    Ok(it)
}

fn same(known: &Value, written: &Value, place: &str) -> Result<()> {
    match (known, written) {
        (Value::Object(known), Value::Object(written)) => {
            for (name, value) in written {
                let place = format!("{place}.{name}");
                let known = known
                    .get(name)
                    .with_context(|| format!("Kubernetes knows no {place}"))?;
                same(known, value, &place)?;
            }
            Ok(())
        }
        (Value::Array(known), Value::Array(written)) => {
            ensure!(known.len() == written.len(), "{place}: another length");
            known
                .iter()
                .zip(written)
                .try_for_each(|(known, written)| same(known, written, place))
        }
        _ if known == written => Ok(()),
        _ => bail!("{place}: {written} is taken as {known}"),
    }
}

fn selects(labels: Option<&BTreeMap<String, String>>, template: &PodTemplateSpec) -> Result<()> {
    let labels = labels.context("there is none")?;
    ensure!(!labels.is_empty(), "it selects everything");
    let metadata = template.metadata.as_ref().context("no metadata")?;
    let given = metadata.labels.as_ref().context("no labels")?;
    for (name, value) in labels {
        ensure!(given.get(name) == Some(value), "no pod has {name}={value}");
    }
    Ok(())
}

/// The profile `restricted` of the Pod Security Standards, and a file system that is read-only.
fn restricted(pod: &PodSpec, container: &Container) -> Result<()> {
    let of_pod = pod.security_context.clone().unwrap_or_default();
    let of_container = container.security_context.clone().unwrap_or_default();
    let user = of_container.run_as_user.or(of_pod.run_as_user);
    ensure!(user.is_some_and(|user| user > 0), "runAsUser: {user:?}");
    let non_root = of_container.run_as_non_root.or(of_pod.run_as_non_root);
    ensure!(non_root == Some(true), "runAsNonRoot: {non_root:?}");
    let profile = of_container.seccomp_profile.or(of_pod.seccomp_profile);
    let profile = profile.map(|profile| profile.type_);
    ensure!(
        profile.as_deref() == Some("RuntimeDefault"),
        "seccompProfile: {profile:?}"
    );
    let escalation = of_container.allow_privilege_escalation;
    ensure!(
        escalation == Some(false),
        "allowPrivilegeEscalation: {escalation:?}"
    );
    let read_only = of_container.read_only_root_filesystem;
    ensure!(
        read_only == Some(true),
        "readOnlyRootFilesystem: {read_only:?}"
    );
    let capabilities = of_container.capabilities.unwrap_or_default();
    ensure!(
        capabilities.drop == Some(vec!["ALL".into()]) && capabilities.add.is_none(),
        "capabilities: {capabilities:?}"
    );
    Ok(())
}

/// No more than the example needs, and no more asked for than allowed.
fn small(container: &Container, most: u64) -> Result<()> {
    let resources = container.resources.clone().unwrap_or_default();
    let memory = |map: &Option<BTreeMap<String, Quantity>>| {
        let quantity = map.as_ref().and_then(|map| map.get("memory"));
        mebibytes(quantity.context("no memory in the resources")?)
    };
    let (request, limit) = (memory(&resources.requests)?, memory(&resources.limits)?);
    ensure!(
        request <= limit,
        "{request} bytes asked for, {limit} allowed"
    );
    ensure!(
        limit <= most,
        "{limit} bytes are more than the {most} that it needs"
    );
    Ok(())
}

/// Bytes of a quantity in MiB, the only unit that the examples need.
fn mebibytes(quantity: &Quantity) -> Result<u64> {
    let digits = quantity.0.strip_suffix("Mi");
    let number = digits.and_then(|digits| digits.parse::<u64>().ok());
    let number = number.with_context(|| format!("{} is no number of MiB", quantity.0))?;
    Ok(number << 20)
}
