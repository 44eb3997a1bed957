//! Which file of a crate imports from which: the paths in its code, resolved to files.
//!
//! A path counts wherever it stands, in a `use` or in an expression. One that leads to something
//! that a file only passes on (`pub use`) is an import from that file. Macros are read as they stand,
//! before they are expanded.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of a crate.
pub struct File {
    /// Below the folder of the crate's root module.
    pub path: PathBuf,
    /// Names of the modules around it and of its own; none for the root.
    module: Vec<String>,
    /// Files of the crate that it imports from, by their place in the list.
    pub imports: BTreeSet<usize>,
}

impl File {
    /// The first folder below the crate's root, or the file itself where it lies there.
    pub fn room(&self) -> &str {
        self.module.first().map_or("root", String::as_str)
    }
}

/// The files below a folder with what they import, sorted by name.
pub fn read(folder: &Path) -> Vec<File> {
    let mut texts = Vec::new();
    walk(folder, Path::new(""), &mut texts);
    texts.sort();
    let mut files: Vec<File> = texts
        .iter()
        .map(|(path, _)| File {
            path: path.clone(),
            module: module_of(path),
            imports: BTreeSet::new(),
        })
        .collect();
    for (index, (_, text)) in texts.iter().enumerate() {
        let found: BTreeSet<usize> = paths(&tokens(text), &files[index].module, &files)
            .iter()
            .filter_map(|path| file_of(path, &files))
            .filter(|other| *other != index)
            .collect();
        files[index].imports = found;
    }
    files
}

/// The longest list of files each of which imports from every other, if over others in the list.
pub fn longest_circle(files: &[File]) -> Vec<usize> {
    let reached: Vec<BTreeSet<usize>> = (0..files.len()).map(|it| reached(files, it)).collect();
    (0..files.len())
        .map(|it| {
            let others = reached[it].iter().copied();
            others
                .filter(|other| reached[*other].contains(&it))
                .collect()
        })
        .max_by_key(Vec::len)
        .unwrap_or_default()
}

fn reached(files: &[File], from: usize) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<usize> = files[from].imports.iter().copied().collect();
    while let Some(file) = open.pop() {
        if reached.insert(file) {
            open.extend(&files[file].imports);
        }
    }
    reached
}

fn walk(folder: &Path, below: &Path, texts: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder.join(below)).expect("the folder is there") {
        let entry = entry.expect("the folder can be read");
        let path = below.join(entry.file_name());
        if entry.path().is_dir() {
            walk(folder, &path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(entry.path()).expect("sources are text");
            texts.push((path, text));
        }
    }
}

fn module_of(path: &Path) -> Vec<String> {
    let path = path.with_extension("");
    let mut module: Vec<String> = path
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let root = module.len() == 1 && (module[0] == "lib" || module[0] == "main");
    if root || module.last().is_some_and(|name| name == "mod") {
        module.pop();
    }
    module
}

/// The file of the innermost module that a path leads through.
fn file_of(path: &[String], files: &[File]) -> Option<usize> {
    (0..=path.len())
        .rev()
        .find_map(|length| files.iter().position(|it| it.module == path[..length]))
}

/// The paths in code that may lead to a module of the crate, from its root.
fn paths(tokens: &[String], module: &[String], files: &[File]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    // Modules that are written out in the file, each with the braces that are open around it.
    let mut inner: Vec<(usize, &str)> = Vec::new();
    let mut braces = 0;
    let mut index = 0;
    while index < tokens.len() {
        let token = tokens[index].as_str();
        let follows = |place: usize| tokens.get(index + place).map_or("", String::as_str);
        match token {
            "{" => braces += 1,
            "}" => {
                braces -= 1;
                inner.pop_if(|(around, _)| *around == braces);
            }
            "mod" if follows(2) == "{" => inner.push((braces, &tokens[index + 1])),
            _ => {}
        }
        let begins = follows(1) == "::" && (index == 0 || tokens[index - 1] != "::");
        if begins {
            let names = inner.iter().map(|(_, name)| (*name).to_string());
            let here: Vec<String> = module.iter().cloned().chain(names).collect();
            let is_module = |path: &[String]| files.iter().any(|it| it.module == path);
            let start = match token {
                "crate" => Some(Vec::new()),
                "self" | "super" => Some(here.clone()),
                name => {
                    let child: Vec<String> = module.iter().cloned().chain([name.into()]).collect();
                    is_module(&child).then(|| module.to_vec())
                }
            };
            if let Some(start) = start {
                tree(tokens, &mut index.clone(), start, &mut found);
            }
        }
        index += 1;
    }
    found
}

/// Follows one path, or all of a `use` with braces.
fn tree(tokens: &[String], index: &mut usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) {
    while let Some(token) = tokens.get(*index) {
        match token.as_str() {
            "crate" | "self" => {}
            "super" => drop(path.pop()),
            "{" => {
                *index += 1;
                while tokens.get(*index).is_some_and(|token| token != "}") {
                    let start = *index;
                    tree(tokens, index, path.clone(), found);
                    // A comma, or something that is no path.
                    if *index == start || tokens.get(*index).is_some_and(|it| it == ",") {
                        *index += 1;
                    }
                }
                *index += 1;
                return;
            }
            name => path.push(name.to_string()),
        }
        *index += 1;
        if tokens.get(*index).is_none_or(|token| token != "::") {
            break;
        }
        *index += 1;
    }
    // `as` and the new name.
    if tokens.get(*index).is_some_and(|token| token == "as") {
        *index += 2;
    }
    found.push(path);
}

/// Words and marks of code, without comments and the contents of strings.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(length) = string(rest) {
            length
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|it: char| !it.is_alphanumeric() && it != '_');
            let word = &rest[..end.unwrap_or(rest.len())];
            tokens.push(word.to_string());
            word.len()
        } else if rest.starts_with("::") {
            tokens.push("::".to_string());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a string or character at the start of the text.
fn string(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['b', 'c']);
    let prefix = text.len() - body.len();
    if prefix > 1 {
        return None;
    }
    if let Some(raw) = body.strip_prefix('r') {
        let quoted = raw.trim_start_matches('#');
        let marks = raw.len() - quoted.len();
        let end = format!("\"{}", "#".repeat(marks));
        let inside = quoted.strip_prefix('"')?;
        let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
        return Some(text.len() - inside.len() + length);
    }
    if let Some(inside) = body.strip_prefix('\'') {
        let character = inside.chars().next()?;
        // A lifetime has no second quote behind one character.
        if character != '\\' && !inside[character.len_utf8()..].starts_with('\'') {
            return None;
        }
        let start = if character == '\\' { 2 } else { 0 };
        return Some(prefix + 1 + start + inside[start..].find('\'')? + 1);
    }
    let inside = body.strip_prefix('"')?;
    let mut escaped = false;
    for (at, character) in inside.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(prefix + 1 + at + 1),
            _ => {}
        }
    }
    Some(text.len())
}
