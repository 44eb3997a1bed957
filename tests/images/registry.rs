//! A real registry: Debian's docker-registry, in plain text or with TLS and passwords.

use crate::ports;
use crate::service::Service;
use crate::shop::{Built, LIMIT, Shop, done, installed};
use anyhow::{Context, Result};
use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use wasmc_tests::image::run;

/// The user that an encrypted registry knows.
pub const USER: &str = "me";
/// The user's password.
pub const PASSWORD: &str = "open, sesame";

/// A running registry.
pub struct Registry {
    /// The port of 127.0.0.1 that it listens on.
    pub port: u16,
    /// Where its files are.
    pub folder: PathBuf,
    service: RefCell<Service>,
    held: RefCell<Vec<String>>,
}

impl Registry {
    /// Starts one without encryption that lets everybody in.
    ///
    /// # Errors
    /// It does not start.
    pub fn plain(shop: &Shop) -> Result<Registry> {
        Registry::start(shop.place("registry")?, ports::free()?, "", "")
    }

    /// Starts one with a certificate of its own, and a password. The certificate is the file
    /// `cert.pem` in its folder.
    ///
    /// # Errors
    /// It does not start.
    pub fn encrypted(shop: &Shop) -> Result<Registry> {
        installed(&["openssl", "htpasswd"])?;
        let folder = shop.place("registry")?;
        let show = |name: &str| folder.join(name).display().to_string();
        let (key, cert) = (show("key.pem"), show("cert.pem"));
        let mut openssl = Command::new("openssl");
        openssl
            .args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ])
            .args([
                "-subj",
                "/CN=registry",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
            ])
            .args(["-keyout", &key, "-out", &cert]);
        done(run(&mut openssl, LIMIT)?).context("openssl")?;
        let mut htpasswd = Command::new("htpasswd");
        htpasswd.args(["-Bbc", &show("passwords"), USER, PASSWORD]);
        done(run(&mut htpasswd, LIMIT)?).context("htpasswd")?;
        let tls = format!("\n  tls: {{certificate: {cert:?}, key: {key:?}}}");
        let auth = format!(
            "\nauth: {{htpasswd: {{realm: tests, path: {:?}}}}}",
            show("passwords")
        );
        Registry::start(folder, ports::free()?, &tls, &auth)
    }

    fn start(folder: PathBuf, port: u16, tls: &str, auth: &str) -> Result<Registry> {
        installed(&["docker-registry", "skopeo"])?;
        let config = format!(
            "version: 0.1\nlog: {{level: info}}\nstorage:\n  filesystem: {{rootdirectory: {:?}}}\n  \
             delete: {{enabled: true}}\nhttp:\n  addr: 127.0.0.1:{port}{tls}{auth}\n",
            folder.join("data").display().to_string()
        );
        fs::write(folder.join("config.yml"), config)?;
        let service = serve(&folder, port)?;
        Ok(Registry {
            port,
            folder,
            service: RefCell::new(service),
            held: RefCell::default(),
        })
    }

    /// `127.0.0.1:PORT`
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Kills it.
    pub fn kill(&self) {
        self.service.borrow_mut().kill();
    }

    /// Starts it again after it was killed.
    ///
    /// # Errors
    /// It does not start.
    pub fn restart(&self) -> Result<()> {
        *self.service.borrow_mut() = serve(&self.folder, self.port)?;
        Ok(())
    }

    /// Everything that it was asked for, a line each.
    ///
    /// # Errors
    /// The file system's.
    pub fn requests(&self) -> Result<Vec<String>> {
        let log = fs::read_to_string(self.folder.join("log"))?;
        let requests = log.lines().filter(|line| line.contains("HTTP/1.1\" "));
        Ok(requests.map(String::from).collect())
    }

    /// Sees to it that it holds an image for all platforms; the name that it has there.
    ///
    /// # Errors
    /// It does not take it.
    pub fn holds(&self, built: &Built) -> Result<String> {
        let path = built.reference.trim_start_matches("registry.example/");
        let reference = format!("{}/{path}", self.host());
        if !self.held.borrow().contains(&reference) {
            let mut copy = Command::new("skopeo");
            copy.args([
                "--insecure-policy",
                "copy",
                "--all",
                "--dest-tls-verify=false",
            ])
            .arg(format!(
                "oci-archive:{}:{}",
                built.tar.display(),
                built.reference
            ))
            .arg(format!("docker://{reference}"));
            done(run(&mut copy, LIMIT)?).context("skopeo")?;
            self.held.borrow_mut().push(reference.clone());
        }
        Ok(reference)
    }
}

fn serve(folder: &std::path::Path, port: u16) -> Result<Service> {
    let mut command = Command::new("docker-registry");
    command.arg("serve").arg(folder.join("config.yml"));
    Service::start(command, &folder.join("log"), || {
        ports::wait(port, Duration::from_millis(50))
    })
}
