//! What lies in an image beside the base: the executable, and what a program expects of a system.

use super::addition::{Addition, relative};
use super::base::Base;
use super::layer::{Content, Layer, Node, Tree};
use super::settings::{EXECUTABLE, Settings};
use crate::args::ImageArgs;
use crate::ca_certs;
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The users, root and the one that runs the program by default (passwd(5)).
const PASSWD: &str = "root:x:0:0:root:/:/sbin/nologin\n\
                      nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n";
/// Their groups (group(5)).
const GROUP: &str = "root:x:0:\nnonroot:x:65532:\n";

const MODE_EXECUTABLE: u32 = 0o555;
const MODE_FILE: u32 = 0o644;
const MODE_PROGRAM: u32 = 0o755;
const MODE_DIRECTORY: u32 = 0o755;
const MODE_LINK: u32 = 0o777;
const MODE_TEMPORARY: u32 = 0o1777;

/// Where programs look for certificates.
const CERTIFICATES: &str = "etc/ssl/certs/ca-certificates.crt";
/// Directories at the root that are links to those of the same names in `/usr` in most distributions
/// (file-hierarchy(7)).
const USR_LINKS: &[&str] = &["bin", "lib", "lib64", "sbin"];

/// The files of the layer with the executable.
pub fn app(executable: Vec<u8>) -> Tree {
    let mut tree = Tree::new();
    let bytes = Content::Bytes(executable);
    tree.add(Path::new(EXECUTABLE), MODE_EXECUTABLE, bytes);
    tree
}

/// The layers that are the same for all platforms.
///
/// # Errors
/// A file of this machine cannot be read.
pub fn layers(args: &ImageArgs, settings: &Settings) -> Result<Vec<Layer>> {
    let mut layers = Vec::new();
    let scratch = matches!(args.base, Base::Scratch);
    if scratch {
        let tree = system(args, settings)?;
        layers.push(Layer::of(&tree, settings, "users and directories")?);
    }
    let added = additions(args)?;
    if let (false, Some(link)) = (scratch, added.first_of(USR_LINKS)) {
        bail!(
            "--add: `/{link}` is a link in many base images, which a directory would replace; write `/usr/{link}`"
        );
    }
    if !added.is_empty() {
        layers.push(Layer::of(&added, settings, "files")?);
    }
    Ok(layers)
}

/// What a program expects where there is no base image.
fn system(args: &ImageArgs, settings: &Settings) -> Result<Tree> {
    let mut tree = Tree::new();
    let text = |text: &str| Content::Bytes(text.into());
    tree.add(Path::new("etc/passwd"), MODE_FILE, text(PASSWD));
    tree.add(Path::new("etc/group"), MODE_FILE, text(GROUP));
    tree.add(Path::new("tmp"), MODE_TEMPORARY, Content::Directory);
    // The program has to be able to write here: engines take the owner of a new volume from this
    // directory.
    for path in args.workdir.iter().chain(&args.volume) {
        let path = relative(path).map_err(anyhow::Error::msg)?;
        if !tree.has(&path) {
            let node = Node {
                content: Content::Directory,
                mode: MODE_DIRECTORY,
                owner: settings.user,
            };
            tree.put(&path, node);
        }
    }
    Ok(tree)
}

/// `--add` and `--ca-certs`.
fn additions(args: &ImageArgs) -> Result<Tree> {
    let mut tree = Tree::new();
    if let Some(file) = &args.build.ca_certs {
        let file = ca_certs::file(file.as_deref())?;
        tree.add(Path::new(CERTIFICATES), MODE_FILE, Content::Copy(file));
    }
    for addition in &args.add {
        add(&mut tree, addition)?;
    }
    if tree.has(Path::new(EXECUTABLE)) {
        bail!("--add: /{EXECUTABLE} is the executable");
    }
    Ok(tree)
}

fn add(tree: &mut Tree, addition: &Addition) -> Result<()> {
    let host = &addition.host;
    // A link that is named itself means what it leads to.
    let there =
        fs::metadata(host).with_context(|| format!("--add: cannot read `{}`", host.display()))?;
    if there.is_dir() {
        return add_folder(tree, host, &addition.path);
    }
    let path = match (addition.into_folder, host.file_name()) {
        (true, Some(name)) => addition.path.join(name),
        _ => addition.path.clone(),
    };
    if path == Path::new("") {
        bail!(
            "--add: `{}` is not a folder, so it cannot take the place of `/`",
            host.display()
        );
    }
    add_file(tree, host, &there, &path)
}

/// Adds what is in a folder, without owners, times and exact permissions: those belong to this
/// machine.
fn add_folder(tree: &mut Tree, host: &Path, path: &Path) -> Result<()> {
    let cannot_read = || format!("--add: cannot read `{}`", host.display());
    if !tree.has(path) {
        tree.add(path, MODE_DIRECTORY, Content::Directory);
    }
    for entry in fs::read_dir(host).with_context(cannot_read)? {
        let entry = entry.with_context(cannot_read)?;
        let (host, path) = (entry.path(), path.join(entry.file_name()));
        let there = entry.metadata().with_context(cannot_read)?;
        if there.is_dir() {
            add_folder(tree, &host, &path)?;
        } else if there.is_symlink() {
            let to = fs::read_link(&host).with_context(cannot_read)?;
            tree.add(&path, MODE_LINK, Content::Link(to));
        } else {
            add_file(tree, &host, &there, &path)?;
        }
    }
    Ok(())
}

fn add_file(tree: &mut Tree, host: &Path, there: &fs::Metadata, path: &Path) -> Result<()> {
    if !there.is_file() {
        bail!(
            "--add: `{}` is no file, folder or symbolic link",
            host.display()
        );
    }
    let mode = match there.permissions().mode() & 0o111 {
        0 => MODE_FILE,
        _ => MODE_PROGRAM,
    };
    tree.add(path, mode, Content::Copy(host.into()));
    Ok(())
}
