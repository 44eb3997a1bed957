//! Credentials: what `docker login` and `podman login` have left.

use crate::oci::reference::Reference;
use anyhow::{Context, Result, anyhow};
use docker_credential::{CredentialRetrievalError, DockerCredential, get_credential_from_reader};
use std::env;
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::PathBuf;

/// The name that `docker login` gives to Docker Hub.
const DOCKER_HUB: &str = "https://index.docker.io/v1/";

/// Who is logged in at a registry, if anybody is.
///
/// # Errors
/// A file with credentials, or the helper that it names, does not do what it should.
pub fn find(image: &Reference) -> Result<Option<DockerCredential>> {
    for (file, names) in files(image) {
        for name in names {
            if let Some(found) = read(&file, &name)? {
                return Ok(Some(found));
            }
        }
    }
    Ok(None)
}

/// The files, best first, each with the names that the registry may have in it (docker-login(1),
/// containers-auth.json(5)).
fn files(image: &Reference) -> Vec<(PathBuf, Vec<String>)> {
    let folder = |variable: &str, rest: &str| {
        let folder = env::var_os(variable).filter(|folder| !folder.is_empty())?;
        Some(PathBuf::from(folder).join(rest))
    };
    let docker = folder("DOCKER_CONFIG", "config.json").or(folder("HOME", ".docker/config.json"));
    let podman = [
        folder("XDG_RUNTIME_DIR", "containers/auth.json"),
        folder("HOME", ".config/containers/auth.json"),
    ];
    let host = vec![match &*image.registry {
        "docker.io" => DOCKER_HUB.to_string(),
        registry => registry.to_string(),
    }];
    // podman keeps credentials for parts of a registry too: the longest name counts.
    let mut parts = Vec::new();
    let mut name = image.name();
    while let Some((shorter, _)) = name.rsplit_once('/') {
        let shorter = shorter.to_string();
        parts.push(name);
        name = shorter;
    }
    parts.extend(host.clone());
    match folder("REGISTRY_AUTH_FILE", "") {
        Some(_) => {
            let file = PathBuf::from(env::var_os("REGISTRY_AUTH_FILE").unwrap_or_default());
            vec![(file, parts)]
        }
        None => {
            let docker = docker.into_iter().map(|file| (file, host.clone()));
            let podman = podman.into_iter().flatten();
            docker
                .chain(podman.map(|file| (file, parts.clone())))
                .collect()
        }
    }
}

/// What a file, or the helper that it names, says of a name.
fn read(file: &PathBuf, name: &str) -> Result<Option<DockerCredential>> {
    let place = || format!("credentials in `{}`", file.display());
    let reader = match File::open(file) {
        Ok(reader) => BufReader::new(reader),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(place),
    };
    match get_credential_from_reader(reader, name) {
        Ok(found) => Ok(Some(found)),
        Err(
            CredentialRetrievalError::NoCredentialConfigured
            // A helper fails where it has nothing.
            | CredentialRetrievalError::HelperFailure { .. },
        ) => Ok(None),
        Err(CredentialRetrievalError::HelperCommunicationError) => Err(anyhow!(
            "the credential helper that it names cannot be run"
        ))
        .with_context(place),
        Err(error) => Err(anyhow!("{error}")).with_context(place),
    }
}
