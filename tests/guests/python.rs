//! CPython does to files what its users do, sqlite included.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Result, ensure};
use std::fs;
use std::path::Path;
use wasmc_tests::image::run;
use wasmc_tests::limit::HANG_OF_PROGRAM;

/// The tests.
pub fn group() -> Group {
    let mut tests = Vec::new();
    for (mode, option) in [("openat2", ""), ("walk", "--no-openat2 ")] {
        for (name, script, output) in [
            ("files", FILES, FILES_OUTPUT),
            ("sqlite", SQLITE, SQLITE_OUTPUT),
        ] {
            tests.push(Test {
                name: format!("python/{name}/{mode}"),
                run: Box::new(move |context, image| {
                    let options = format!("{option}--dir .");
                    let folder = tempfile::tempdir()?;
                    python(context, image, &options, folder.path(), script, output)?;
                    left(folder.path(), name)
                }),
            });
        }
    }
    Group {
        module: Module::Corpus("apps/python-3.12.0.wasm"),
        tests,
    }
}

const FILES: &str = r#"
import os, shutil, pathlib, tempfile, json
os.makedirs('tree/a/b')
for i in range(20):
    with open(f'tree/a/{i}.txt', 'w', encoding='utf-8') as f:
        f.write('ü' * i + '\n')
with open('tree/data', 'wb') as f:
    f.write(bytes(range(256)) * 1000)
with open('tree/data', 'r+b') as f:
    f.seek(1000); f.write(b'here'); f.seek(998); print(f.read(8))
    f.truncate(5000)
print(os.path.getsize('tree/data'))
with open('tree/a/3.txt', 'a') as f: f.write('more\n')
print(pathlib.Path('tree/a/3.txt').read_text(encoding='utf-8').split())
os.rename('tree/a/4.txt', 'tree/a/b/four')
os.replace('tree/a/5.txt', 'tree/a/b/four')
os.symlink('a/b/four', 'tree/link')
print(os.path.islink('tree/link'), len(pathlib.Path('tree/link').read_text()))
for folder, folders, files in os.walk('tree'):
    print(folder, sorted(folders), len(files))
print(sorted(p.name for p in pathlib.Path('tree').rglob('1*.txt')))
shutil.copytree('tree/a', 'copy')
shutil.rmtree('tree/a')
print(os.listdir('copy').__len__(), sorted(os.listdir('tree')))
os.utime('tree/data', (1, 2.5))
print(os.stat('tree/data').st_mtime)
with tempfile.NamedTemporaryFile(dir='.') as f:
    f.write(b'x'); f.flush(); print(os.path.getsize(f.name))
for call in (lambda: open('missing'), lambda: os.rmdir('copy'), lambda: os.mkdir('tree'), lambda: open('/etc/passwd'),
             lambda: os.listdir('tree/data')):
    try: call(); print('done')
    except OSError as e: print(type(e).__name__)
"#;

const FILES_OUTPUT: &str = "b'\\xe6\\xe7here\\xec\\xed'
5000
['üüü', 'more']
True 6
tree ['a'] 2
tree/a ['b'] 18
tree/a/b [] 1
['1.txt', '10.txt', '11.txt', '12.txt', '13.txt', '14.txt', '15.txt', '16.txt', '17.txt', '18.txt', '19.txt']
19 ['data', 'link']
2.5
1
FileNotFoundError
OSError
FileExistsError
FileNotFoundError
NotADirectoryError
";

const SQLITE: &str = r#"
import sqlite3, os
db = sqlite3.connect('test.db')
db.execute('create table t (id integer primary key, name text, data blob)')
with db:
    db.executemany('insert into t (name, data) values (?, ?)', ((f'name {i}', bytes([i % 256]) * 100) for i in range(5000)))
db.execute('create index by_name on t (name)')
try:
    with db:
        db.execute('delete from t')
        raise KeyError
except KeyError: print('rolled back')
db.close()
db = sqlite3.connect('test.db')
print(db.execute('select count(*), sum(length(data)), max(name) from t').fetchone())
with db: db.execute('delete from t where id % 2')
db.execute('vacuum')
print(db.execute('pragma integrity_check').fetchone(), db.execute('select count(*) from t').fetchone())
db.close()
print(os.listdir('.'))
"#;

const SQLITE_OUTPUT: &str = "rolled back
(5000, 500000, 'name 999')
('ok',) (2500,)
['test.db']
";

/// Runs a script in a folder.
fn python(
    context: &Context,
    image: &Path,
    options: &str,
    folder: &Path,
    script: &str,
    output: &str,
) -> Result<()> {
    let mut command = context.machine.command(image);
    command
        .current_dir(folder)
        .env("WASMC_OPTS", options)
        .args(["-c", script]);
    let outcome = run(&mut command, HANG_OF_PROGRAM)?;
    ensure!(
        outcome.exited_with(0),
        "it ended with {}",
        outcome.describe()
    );
    context.compare(&outcome.stdout, output)
}

/// What it left is on the host's disk too.
fn left(folder: &Path, name: &str) -> Result<()> {
    let head = match name {
        "sqlite" => ("test.db", b"SQLite format 3\0".as_slice()),
        _ => ("copy/b/four", "üüüüü\n".as_bytes()),
    };
    let bytes = fs::read(folder.join(head.0))?;
    ensure!(
        bytes.starts_with(head.1),
        "{} does not start with {:?}",
        head.0,
        String::from_utf8_lossy(head.1)
    );
    Ok(())
}
