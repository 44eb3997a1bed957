//! A registry for tests: it keeps what it gets in memory, remembers what it was asked, and fails
//! where it is told to.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

/// A request, its body read.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `PUT` and so on.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// What follows `?`.
    pub query: String,
    /// Header values by lower-case names.
    pub headers: HashMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A header's value, empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value)
    }

    /// Method and path.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer without a body.
pub fn status(status: u16) -> Answer {
    Answer {
        status,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

impl Answer {
    /// With a header.
    pub fn header(mut self, name: &str, value: impl ToString) -> Answer {
        self.headers.push((name.into(), value.to_string()));
        self
    }

    /// With a body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Answer {
        self.body = body.into();
        self
    }
}

/// What happens to a request before the registry sees it.
pub enum Fault {
    /// Nothing.
    None,
    /// This is the answer.
    Answer(Answer),
    /// The connection is closed without one.
    Break,
    /// The connection is closed within the body of the true answer.
    Cut,
    /// Nothing ever comes.
    Hang,
}

/// What tells faults: the request, and how many of the same method and path came before it.
type Faults = Box<dyn Fn(&Request, usize) -> Fault + Send + Sync>;

/// What a registry holds.
#[derive(Default)]
pub struct State {
    /// Blobs by their digests.
    pub blobs: BTreeMap<String, Vec<u8>>,
    /// Manifests by `repository/name`, each with its media type.
    pub manifests: BTreeMap<String, (String, Vec<u8>)>,
    /// Every request so far.
    pub log: Vec<Request>,
    /// Whether it knows of subjects.
    pub referrers: bool,
}

/// A registry that listens.
pub struct Registry {
    /// `HOST:PORT`.
    pub address: String,
    state: Arc<Mutex<State>>,
}

impl Registry {
    /// One that always does what it should.
    pub fn start() -> Registry {
        Registry::with(|_, _| Fault::None)
    }

    /// One with faults.
    pub fn with(faults: impl Fn(&Request, usize) -> Fault + Send + Sync + 'static) -> Registry {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(Mutex::new(State::default()));
        let faults: Arc<Faults> = Arc::new(Box::new(faults));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (state, faults) = (shared.clone(), faults.clone());
                thread::spawn(move || serve(stream.unwrap(), &state, &faults));
            }
        });
        Registry { address, state }
    }

    /// What it holds.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Method and path of every request so far.
    pub fn lines(&self) -> Vec<String> {
        self.state().log.iter().map(Request::line).collect()
    }

    /// The tags of a repository.
    pub fn tags(&self, repository: &str) -> Vec<String> {
        let state = self.state();
        let names = state.manifests.keys();
        names
            .filter_map(|name| name.strip_prefix(&format!("{repository}/")))
            .filter(|name| !name.contains(':'))
            .map(str::to_string)
            .collect()
    }
}

/// Serves one connection to its end.
fn serve(stream: TcpStream, state: &Mutex<State>, faults: &Faults) {
    // It does not speak TLS.
    let mut first = [0];
    if stream.peek(&mut first).unwrap_or(0) == 0 || first[0] == 0x16 {
        return;
    }
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    while let Some(request) = read(&mut reader) {
        let before = {
            let mut state = state.lock().unwrap();
            let same = |other: &&Request| other.line() == request.line();
            let before = state.log.iter().filter(same).count();
            state.log.push(request.clone());
            before
        };
        let (answer, cut) = match faults(&request, before) {
            Fault::None => (answer(&request, &mut state.lock().unwrap()), false),
            Fault::Answer(answer) => (answer, false),
            Fault::Cut => (answer(&request, &mut state.lock().unwrap()), true),
            Fault::Break => return,
            Fault::Hang => loop {
                thread::park();
            },
        };
        let mut head = format!("HTTP/1.1 {} Status\r\n", answer.status);
        for (name, value) in &answer.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", answer.body.len()));
        let body = match (&*request.method, cut) {
            ("HEAD", _) => &[],
            (_, true) => &answer.body[..answer.body.len() / 2],
            (_, false) => &answer.body[..],
        };
        let sent = writer
            .write_all(head.as_bytes())
            .and_then(|()| writer.write_all(body));
        if sent.is_err() || cut {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace();
    let method = words.next()?.to_string();
    let target = words.next()?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (path, query) = (path.to_string(), query.to_string());
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_lowercase(), value.trim().to_string());
    }
    assert!(
        !headers.contains_key("transfer-encoding"),
        "a body of unknown length"
    );
    let len = headers
        .get("content-length")
        .map_or(0, |len| len.parse().unwrap());
    let mut body = vec![0; len];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        path,
        query,
        headers,
        body,
    })
}

/// What the specification says.
fn answer(request: &Request, state: &mut State) -> Answer {
    let Some(rest) = request.path.strip_prefix("/v2/") else {
        return status(404);
    };
    if let Some((_, digest)) = rest.split_once("/blobs/sha256:") {
        return match state.blobs.get(&format!("sha256:{digest}")) {
            Some(bytes) => status(200).body(bytes.clone()),
            None => status(404),
        };
    }
    if let Some((name, _)) = rest.split_once("/blobs/uploads/") {
        if request.method == "POST" {
            return status(202).header("location", format!("/v2/{name}/blobs/uploads/1?state=x"));
        }
        let (_, digest) = request.query.split_once("state=x&digest=").unwrap();
        let found = format!("sha256:{}", super::oci::sha256(&request.body));
        if found != digest {
            return status(400);
        }
        state.blobs.insert(found, request.body.clone());
        return status(201);
    }
    let Some((repository, name)) = rest.split_once("/manifests/") else {
        return status(200);
    };
    if request.method != "PUT" {
        return match state.manifests.get(&format!("{repository}/{name}")) {
            Some((media_type, bytes)) => status(200)
                .header("content-type", media_type)
                .body(bytes.clone()),
            None => status(404),
        };
    }
    let document: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    let digest = format!("sha256:{}", super::oci::sha256(&request.body));
    // Registries look whether what is referred to is there.
    let lists = [&document["layers"], &document["manifests"]];
    let parts = lists.iter().filter_map(|list| list.as_array()).flatten();
    for part in parts
        .chain([&document["config"]])
        .filter(|part| !part.is_null())
    {
        let digest = part["digest"].as_str().unwrap();
        let known = state.blobs.contains_key(digest)
            || state
                .manifests
                .contains_key(&format!("{repository}/{digest}"));
        if !known {
            let text = r#"{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown"}]}"#;
            return status(404).body(text);
        }
    }
    let kept = (
        request.header("content-type").to_string(),
        request.body.clone(),
    );
    state
        .manifests
        .insert(format!("{repository}/{digest}"), kept.clone());
    state.manifests.insert(format!("{repository}/{name}"), kept);
    let answer = status(201).header("docker-content-digest", &digest);
    match (state.referrers, document["subject"]["digest"].as_str()) {
        (true, Some(subject)) => answer.header("oci-subject", subject),
        _ => answer,
    }
}
