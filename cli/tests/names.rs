//! `wasi:sockets/ip-name-lookup`: hosts(5), resolv.conf(5), and servers that say anything.

mod common;
#[path = "names/guest.rs"]
mod guest;
#[allow(dead_code, reason = "the runtime needs all of it")]
#[path = "../../runtime-lib/src/host/names/message.rs"]
mod message;
#[path = "names/server.rs"]
mod server;

use common::{Machine, Sandbox, left_out};
use guest::{
    ACCESS_DENIED, Got, INVALID_ARGUMENT, PERMANENT, TEMPORARY, UNRESOLVABLE, image, look_up,
    with_files,
};
use message::{Kind, Name, read};
use server::{A, AAAA, Answer, CNAME, Parts, Question, Server, encoded};
use std::collections::BTreeSet;
use std::net::{IpAddr, UdpSocket};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};
use wasmc_tests::component_text::{AT_16384, command, function};

/// Says to a test that it runs in namespaces of its own.
const INSIDE: &str = "WASMC_TEST_NAMES";

/// Runs a test for each machine in a network of its own, where port 53 of the loopback interface is free.
fn inside(test: &str, body: fn(&Network)) {
    if let Ok(target) = std::env::var(INSIDE) {
        RUN.set(body).unwrap();
        return Machine::with(&target, |machine| {
            RUN.get().unwrap()(&Network::new(machine));
        });
    }
    let lo = "ip link set lo up && mount -t tmpfs none /etc && umount /etc";
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["-rmn", "sh", "-c", &format!("{lo} && {script}"), "sh"]);
        command
    };
    if !unshare("true").output().is_ok_and(|it| it.status.success()) {
        let reason = format!("{test}: `unshare -rmn` is not allowed here");
        return left_out(&reason).unwrap_or(());
    }
    for target in ["x86_64", "aarch64"] {
        let mut command = unshare("exec \"$@\"");
        command.arg(std::env::current_exe().unwrap());
        command.args(["--exact", test, "--nocapture"]);
        let outcome = common::run(command.env(INSIDE, target));
        let said = format!("{target}: {}{}", outcome.stdout, outcome.stderr);
        assert_eq!(outcome.code, Some(0), "{said}");
        assert!(said.contains("1 passed"), "{said}");
        if outcome.stderr.contains("left out") {
            eprintln!("{}", outcome.stderr);
        }
    }
}

/// The test that runs: [`Machine::with`] takes no closure.
static RUN: OnceLock<fn(&Network)> = OnceLock::new();

/// A program, and the files that it finds.
struct Network<'a> {
    machine: &'a Machine,
    sandbox: Sandbox,
    image: PathBuf,
}

impl<'a> Network<'a> {
    fn new(machine: &'a Machine) -> Self {
        let sandbox = Sandbox::new();
        let image = image(machine, &sandbox, &[]);
        let network = Self {
            machine,
            sandbox,
            image,
        };
        network.files("", "nameserver 127.0.0.1\n");
        network
    }

    fn files(&self, hosts: &str, resolv_conf: &str) {
        self.sandbox.write("hosts", hosts);
        self.sandbox.write("resolv.conf", resolv_conf);
    }

    #[track_caller]
    fn get(&self, name: &str) -> Got {
        look_up(self.machine, &self.sandbox, &self.image, name.as_bytes())
    }

    #[track_caller]
    fn gets(&self, name: &str, addresses: &[&str]) {
        assert_eq!(self.get(name), of(addresses), "{name}");
    }

    #[track_caller]
    fn fails(&self, name: &str, error: u8) {
        assert_eq!(self.get(name), Got::Error(error), "{name}");
    }
}

fn of(addresses: &[&str]) -> Got {
    Got::Addresses(addresses.iter().map(|it| it.parse().unwrap()).collect())
}

/// An answer, as it is sent.
fn sent(question: &Question, answer: Answer) -> Parts {
    vec![if question.stream {
        answer.stream()
    } else {
        answer.0
    }]
}

/// A server that knows one pair of addresses for every name.
fn plain(question: &Question) -> Parts {
    sent(question, question.addresses(&["192.0.2.1", "2001:db8::1"]))
}

#[test]
fn addresses_of_both_kinds() {
    inside("addresses_of_both_kinds", |network| {
        let server = Server::start("127.0.0.1", |question| {
            let addresses: &[&str] = match question.name.to_lowercase().as_str() {
                "four.example" => &["192.0.2.1", "192.0.2.2", "192.0.2.1"],
                "six.example" => &["2001:db8::1"],
                "mapped.example" => &["::ffff:192.0.2.3"],
                "both.example" => &["2001:db8::1", "192.0.2.1"],
                "loop.example" => &["127.0.0.1", "::1"],
                _ => &[],
            };
            sent(question, question.addresses(addresses))
        });
        network.gets("four.example", &["192.0.2.1", "192.0.2.2"]);
        network.gets("six.example", &["2001:db8::1"]);
        network.gets("mapped.example", &["192.0.2.3"]);
        // There is no way to addresses of IPv6 here but to the loopback interface.
        network.gets("both.example", &["192.0.2.1", "2001:db8::1"]);
        network.gets("loop.example", &["::1", "127.0.0.1"]);
        // Case does not count, nor does a dot at the end.
        network.gets("FOUR.Example.", &["192.0.2.1", "192.0.2.2"]);
        network.fails("none.example", UNRESOLVABLE);
        // Each question has a number, and each lookup a port, that nobody can foresee.
        let asked = server.asked();
        let ids: BTreeSet<_> = asked.iter().map(|it| it.id).collect();
        let ports: BTreeSet<_> = asked.iter().map(|it| it.from.port()).collect();
        assert!(ids.len() > 12 && ports.len() > 5, "{ids:?} {ports:?}");
        // By IPv6.
        let _server = Server::start("::1", plain);
        network.files("", "nameserver ::1\n");
        network.gets("a.example", &["192.0.2.1", "2001:db8::1"]);
        // No server, no file: the one of this machine is asked.
        network.files("", "");
        network.gets("six.example", &["2001:db8::1"]);
    });
}

#[test]
fn hosts_and_literals() {
    inside("hosts_and_literals", |network| {
        let server = Server::start("127.0.0.1", plain);
        let many: String = (0..20_000)
            .map(|it| format!("10.1.{}.{} host{it}.example\n", it / 250, it % 250))
            .collect();
        let hosts = format!(
            "# 192.0.2.9 comment.example\n\
             192.0.2.1\tone.example  alias # last.example\n\
             2001:db8::1 one.example\r\n\
             not-an-address bad.example\n\
             192.0.2.2 {} long.example\n{many}192.0.2.7 end",
            "x".repeat(5000)
        );
        network.files(&hosts, "nameserver 127.0.0.1\n");
        network.gets("one.example", &["192.0.2.1", "2001:db8::1"]);
        network.gets("ALIAS", &["192.0.2.1"]);
        network.gets("alias.", &["192.0.2.1"]);
        network.gets("long.example", &["192.0.2.2"]);
        network.gets("host19999.example", &["10.1.79.249"]);
        network.gets("end", &["192.0.2.7"]);
        network.gets("localhost", &["127.0.0.1", "::1"]);
        network.gets("a.b.LOCALHOST.", &["127.0.0.1", "::1"]);
        network.gets("192.0.2.5", &["192.0.2.5"]);
        network.gets("2001:db8::5", &["2001:db8::5"]);
        network.gets("[2001:db8::5]", &["2001:db8::5"]);
        network.gets("::ffff:192.0.2.5", &["192.0.2.5"]);
        assert_eq!(server.names(), [""; 0]);
        for name in ["comment.example", "last.example", "bad.example"] {
            network.gets(name, &["192.0.2.1", "2001:db8::1"]);
            assert_eq!(server.names(), [name]);
        }
        let long = format!("{}.example", "x".repeat(64));
        let longer = format!("{}e", "abcdefg.".repeat(32));
        for name in [
            "",
            ".",
            "..",
            "a..b",
            ".a",
            "a b",
            "a/b",
            "a:1",
            "a\0b",
            "b\u{fc}cher.example",
            "127.1",
            "1",
            "256.0.0.1",
            "0x7f.0.0.1",
            "fe80::1%1",
            "[192.0.2.1]",
            &long,
            &longer[3..],
        ] {
            network.fails(name, INVALID_ARGUMENT);
        }
        network.gets(&longer[4..], &["192.0.2.1", "2001:db8::1"]);
    });
}

#[test]
fn domains_are_searched() {
    inside("domains_are_searched", |network| {
        let server = Server::start("127.0.0.1", |question| {
            let answer = match question.name.as_str() {
                "db.two.test" | "db.one.sub.two.test" => question.addresses(&["192.0.2.1"]),
                "www.example" => question.addresses(&["192.0.2.2"]),
                "fails.one.test" => question.answer(2),
                "empty.two.test" => question.answer(0),
                _ => question.answer(3),
            };
            sent(question, answer)
        });
        let files = |more: &str| {
            let text = format!("search no.test\nnameserver 127.0.0.1\n{more}\n");
            network.files("", &text);
        };
        files("search one.test two.test");
        network.gets("db", &["192.0.2.1"]);
        assert_eq!(server.names(), ["db.one.test", "db.two.test"]);
        network.gets("www.example", &["192.0.2.2"]);
        assert_eq!(server.names(), ["www.example"]);
        network.gets("db.one.sub", &["192.0.2.1"]);
        let names = ["db.one.sub", "db.one.sub.one.test", "db.one.sub.two.test"];
        assert_eq!(server.names(), names);
        network.fails("db.", UNRESOLVABLE);
        assert_eq!(server.names(), ["db"]);
        // A server that cannot say counts for more than names that are not there.
        network.fails("fails", TEMPORARY);
        network.fails("empty", UNRESOLVABLE);
        server.names();
        files("domain two.test\noptions ndots:3 attempts:1");
        network.gets("db", &["192.0.2.1"]);
        assert_eq!(server.names(), ["db.two.test"]);
        network.gets("www.example", &["192.0.2.2"]);
        assert_eq!(server.names(), ["www.example.two.test", "www.example"]);
        // A name that gets too long is left out.
        let long = "x.".repeat(124) + "x";
        network.fails(&long, UNRESOLVABLE);
        assert_eq!(server.names(), [long]);
        network.files("", "# search a.test\n; search b.test\nnameserver 127.0.0.1");
        network.fails("db", UNRESOLVABLE);
        assert_eq!(server.names(), ["db"]);
    });
}

#[test]
fn aliases_are_followed() {
    inside("aliases_are_followed", |network| {
        let address = |kind| match kind {
            AAAA => [0x20; 16].to_vec(),
            _ => [192, 0, 2, 1].to_vec(),
        };
        let chain = move |question: &Question, links: usize, ends: bool, reversed: bool| {
            let name = |link: usize| match link {
                0 => encoded("chain.example"),
                _ => encoded(&format!("link{link}.example")),
            };
            let mut records: Vec<_> = (0..links)
                .map(|it| (name(it), CNAME, name(it + 1)))
                .collect();
            if ends {
                records.push((name(links), question.kind, address(question.kind)));
            }
            if reversed {
                records.reverse();
            }
            records
                .iter()
                .fold(question.answer(0), |answer, (owner, kind, data)| {
                    answer.record(owner, *kind, data)
                })
        };
        let case = std::sync::Arc::new(Mutex::new((0, false, false)));
        let shared = case.clone();
        let _server = Server::start("127.0.0.1", move |question| {
            let (links, ends, reversed) = *shared.lock().unwrap();
            let answer = match question.name.as_str() {
                "chain.example" => chain(question, links, ends, reversed),
                "itself.example" => question.answer(0).record(&[0xc0, 12], CNAME, &[0xc0, 12]),
                "circle.example" => question
                    .answer(0)
                    .record(&[0xc0, 12], CNAME, &encoded("b.example"))
                    .record(&encoded("b.example"), CNAME, &encoded("CIRCLE.example")),
                // An address of somebody else.
                "other.example" => {
                    question
                        .answer(0)
                        .record(&encoded("b.example"), A, &[192, 0, 2, 9])
                }
                _ => question.answer(3),
            };
            sent(question, answer)
        });
        let both = ["192.0.2.1", "2020:2020:2020:2020:2020:2020:2020:2020"];
        for reversed in [false, true] {
            for links in [0, 1, 3, 12] {
                *case.lock().unwrap() = (links, true, reversed);
                network.gets("chain.example", &both);
            }
            for (links, ends) in [(3, false), (17, true), (40, true)] {
                *case.lock().unwrap() = (links, ends, reversed);
                network.fails("chain.example", UNRESOLVABLE);
            }
        }
        for name in ["itself.example", "circle.example", "other.example"] {
            network.fails(name, UNRESOLVABLE);
        }
    });
}

#[test]
fn servers_that_fail() {
    inside("servers_that_fail", |network| {
        let first = Server::start("127.0.0.1", |question| {
            let answer = match question.name.as_str() {
                "absent.example" => question.answer(3),
                "fails.example" => question.answer(2),
                "refused.example" => question.answer(5),
                "half.example" if question.kind == AAAA => question.answer(2),
                "silent.example" => return vec![],
                "deaf.example" if question.kind == AAAA => return vec![],
                _ => question.addresses(&["192.0.2.1"]),
            };
            sent(question, answer)
        });
        let options = "options timeout:1 attempts:2\n";
        network.files("", &format!("nameserver 127.0.0.1\n{options}"));
        for (name, error, asked) in [
            ("absent.example", UNRESOLVABLE, 1),
            ("fails.example", TEMPORARY, 2),
            ("refused.example", PERMANENT, 2),
        ] {
            network.fails(name, error);
            assert_eq!(first.names(), vec![name; asked]);
        }
        network.gets("half.example", &["192.0.2.1"]);
        let started = Instant::now();
        network.fails("silent.example", TEMPORARY);
        assert!(started.elapsed() >= Duration::from_secs(2));
        network.gets("deaf.example", &["192.0.2.1"]);

        // Nobody there at first; then the second one.
        let second = Server::start("127.0.0.2", |question| {
            sent(question, question.addresses(&["192.0.2.2"]))
        });
        for servers in [
            "nameserver 127.0.0.3\nnameserver 127.0.0.2\n",
            "nameserver 127.0.0.1\nnameserver 127.0.0.2\n",
        ] {
            network.files("", &format!("{servers}{options}"));
            second.asked();
            for name in ["fails.example", "refused.example", "silent.example"] {
                network.gets(name, &["192.0.2.2"]);
                assert_eq!(second.names(), [name]);
            }
        }
        network.files(
            "",
            "nameserver 127.0.0.3\nnameserver nonsense\noptions timeout:x",
        );
        let started = Instant::now();
        network.fails("a.example", TEMPORARY);
        assert!(started.elapsed() < Duration::from_secs(5), "it has waited");
    });
}

#[test]
fn large_answers_come_by_tcp() {
    inside("large_answers_come_by_tcp", |network| {
        let server = Server::start("127.0.0.1", |question| {
            let texts: Vec<_> = (0..300)
                .map(|it| format!("10.0.{}.{}", it / 250, it % 250))
                .collect();
            let texts: Vec<_> = texts.iter().map(String::as_str).collect();
            if !question.stream {
                // With addresses that do not count.
                return vec![question.addresses(&["192.0.2.66"]).id(question.id).0]
                    .into_iter()
                    .map(|mut it| {
                        it[2] |= 2;
                        it
                    })
                    .collect();
            }
            let many = question.addresses(&texts).stream();
            let few = question.addresses(&["192.0.2.1", "2001:db8::1"]).stream();
            match question.name.as_str() {
                "many.example" => vec![many],
                "slow.example" => few.chunks(7).map(<[u8]>::to_vec).collect(),
                "cut.example" => vec![few[..20].to_vec()],
                "closed.example" => vec![],
                "other.example" => vec![
                    question
                        .addresses(&["192.0.2.1"])
                        .id(question.id ^ 1)
                        .stream(),
                ],
                "again.example" => {
                    let mut again = question.answer(0).0;
                    again[2] |= 2;
                    vec![Answer(again).stream()]
                }
                _ => vec![few],
            }
        });
        network.files("", "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n");
        network.gets("few.example", &["192.0.2.1", "2001:db8::1"]);
        network.gets("slow.example", &["192.0.2.1", "2001:db8::1"]);
        let asked = server.asked();
        assert_eq!(asked.iter().filter(|it| it.stream).count(), 4, "{asked:?}");
        let Got::Addresses(many) = network.get("many.example") else {
            panic!("none");
        };
        assert_eq!(many.len(), 32);
        assert_eq!(many[31], "10.0.0.31".parse::<IpAddr>().unwrap());
        for name in [
            "cut.example",
            "closed.example",
            "other.example",
            "again.example",
        ] {
            network.fails(name, TEMPORARY);
        }
    });
}

#[test]
fn answers_that_are_none() {
    inside("answers_that_are_none", |network| {
        let stranger = UdpSocket::bind("127.0.0.2:53").unwrap();
        let _server = Server::start("127.0.0.1", move |question| {
            let good = question.addresses(&["192.0.2.1"]);
            let wrong = question.addresses(&["192.0.2.66", "2001:db8::66"]);
            let changed = |at: usize, value: u8| {
                let mut bytes = wrong.0.clone();
                bytes[at] = value;
                bytes
            };
            let before: Parts = match question.name.as_str() {
                "id.example" => (1..200)
                    .map(|it| wrong.clone().id(question.id ^ it).0)
                    .collect(),
                // It is a query.
                "query.example" => vec![changed(2, 1)],
                "opcode.example" => vec![changed(2, 0x91)],
                "questions.example" => vec![changed(5, 0), changed(5, 2), changed(4, 1)],
                "name.example" => vec![changed(13, b'x')],
                "kind.example" => vec![changed(12 + question.bytes.len() - 3, 255)],
                "class.example" => vec![changed(12 + question.bytes.len() - 1, 3)],
                "garbage.example" => (0..100).map(|it| vec![0xff; it * 9]).collect(),
                "empty.example" => vec![vec![], question.id.to_be_bytes().to_vec()],
                "from.example" => {
                    stranger.send_to(&wrong.0, question.from).unwrap();
                    vec![]
                }
                _ => vec![],
            };
            let after = match question.name.as_str() {
                // A name that leads to itself, to what is behind it, and out of the message.
                "loop.example" => {
                    let at = 12 + question.bytes.len() as u8;
                    return vec![
                        question
                            .answer(0)
                            .record(&[0xc0, at], A, &[192, 0, 2, 66])
                            .0,
                    ];
                }
                "forward.example" => {
                    let at = 12 + question.bytes.len() as u8;
                    return vec![
                        question
                            .answer(0)
                            .record(&[0xc0, at + 4], A, &[192, 0, 2, 66])
                            .0,
                    ];
                }
                "outside.example" => {
                    return vec![
                        question
                            .answer(0)
                            .record(&[0xff, 0xff], A, &[192, 0, 2, 66])
                            .0,
                    ];
                }
                // Records of which there are fewer than the header says, and more.
                "fewer.example" => {
                    let mut bytes = good.0;
                    bytes[6..8].copy_from_slice(&[0xff, 0xff]);
                    return vec![bytes];
                }
                // An address of a length that it does not have, and a record that is cut.
                "length.example" => good
                    .record(&[0xc0, 12], question.kind, &[1, 2, 3, 4, 5])
                    .record(&[0xc0, 12], question.kind, &[]),
                "record.example" => {
                    let mut bytes = good.record(&[0xc0, 12], question.kind, &[7; 16]).0;
                    bytes.pop();
                    return vec![bytes];
                }
                // A datagram larger than any that was asked for.
                "huge.example" => {
                    let mut bytes = good.0;
                    bytes.resize(60_000, 0);
                    return sent(question, Answer(bytes));
                }
                _ => good,
            };
            [before, sent(question, after)].concat()
        });
        network.files("", "nameserver 127.0.0.1\noptions timeout:3 attempts:1\n");
        for name in [
            "id",
            "query",
            "opcode",
            "questions",
            "name",
            "kind",
            "class",
            "garbage",
            "empty",
            "from",
            "fewer",
            "length",
            "record",
            "huge",
        ] {
            network.gets(&format!("{name}.example"), &["192.0.2.1"]);
        }
        for name in ["loop", "forward", "outside"] {
            network.fails(&format!("{name}.example"), UNRESOLVABLE);
        }
    });
}

/// Without a permission nothing is opened, and nobody is asked.
#[test]
fn without_a_permission_nothing_happens() {
    inside("without_a_permission_nothing_happens", |network| {
        let server = Server::start("127.0.0.1", plain);
        let denied = |name: &str| {
            let command = network.machine.command(&network.sandbox, &network.image);
            guest::run(&mut with_files(&network.sandbox, &command), name.as_bytes())
        };
        assert_eq!(denied("a.example"), Got::Error(ACCESS_DENIED));
        assert_eq!(denied("a b"), Got::Error(INVALID_ARGUMENT));
        // These need nobody's help.
        assert_eq!(denied("192.0.2.1"), of(&["192.0.2.1"]));
        assert_eq!(denied("localhost"), of(&["127.0.0.1", "::1"]));
        assert_eq!(server.names(), [""; 0]);

        if Command::new("strace").arg("-V").output().is_err() {
            return left_out("there is no strace").unwrap_or(());
        }
        let calls = |options: &str| {
            let log = network.sandbox.path().join("strace");
            let mut command = network.sandbox.command("strace");
            command.args(["-f", "-o"]).arg(&log);
            let program = network.machine.command(&network.sandbox, &network.image);
            command.arg(program.get_program()).args(program.get_args());
            command.env("WASMC_OPTS", options);
            guest::run(&mut with_files(&network.sandbox, &command), b"a.example");
            let log = std::fs::read_to_string(log).unwrap();
            let of_network = [
                "socket(",
                "connect(",
                "/etc/hosts",
                "/etc/resolv.conf",
                "sendto(",
            ];
            of_network.map(|call| log.contains(call))
        };
        assert_eq!(calls("--no-seccomp"), [false; 5]);
        assert_eq!(calls("--no-seccomp --dns"), [true; 5]);
    });
}

/// The kernel lets the process open only what lies in its directories: the files were opened before.
#[test]
fn a_confined_process_looks_names_up() {
    inside("a_confined_process_looks_names_up", |network| {
        let _server = Server::start("127.0.0.1", |question| {
            let mut parts = plain(question);
            if question.name == "large.example" && !question.stream {
                // By TCP.
                parts[0][2] |= 2;
            }
            parts
        });
        network.files("192.0.2.7 seven\n", "nameserver 127.0.0.1\n");
        let directories = function("wasi:filesystem/preopens", "get-directories");
        let image = image(network.machine, &network.sandbox, &[directories]);
        for options in ["--dns --dir .", "--dns --dir . --no-seccomp"] {
            let get = |name: &str| {
                let mut command = network.machine.command(&network.sandbox, &image);
                command.env("WASMC_OPTS", options);
                guest::run(&mut with_files(&network.sandbox, &command), name.as_bytes())
            };
            assert_eq!(get("seven"), of(&["192.0.2.7"]));
            for name in ["a.example", "large.example"] {
                assert_eq!(get(name), of(&["192.0.2.1", "2001:db8::1"]), "{name}");
            }
        }
    });
}

/// A stream can be dropped while it waits, but not before its pollables; each counts as a descriptor.
#[test]
fn streams_are_dropped() {
    inside("streams_are_dropped", |network| {
        let server = Server::start("127.0.0.1", |_| vec![]);
        let run = |code: &str, options: &str| {
            let start = r#"
                (data (i32.const 1024) "a.example")
                (func $begin (result i32)
                  (call $f5 (call $f2) (i32.const 1024) (i32.const 9) (i32.const 96))
                  (if (i32.load8_u (i32.const 96)) (then
                    (return (i32.sub (i32.const 0) (i32.load8_u (i32.const 100))))))
                  (i32.load (i32.const 100)))"#;
            let code = format!("{start}(func (export \"run\") (result i32) {code})");
            let text = command(&guest::functions(), guest::DROPS, AT_16384, &code);
            let image = network.machine.image(&network.sandbox, &text, &[]);
            let mut command = network.machine.command(&network.sandbox, &image);
            command.env("WASMC_OPTS", options);
            common::run(with_files(&network.sandbox, &command))
        };
        let many = r#"(local $left i32)
            (local.set $left (i32.const 2000))
            (loop $again
              (call $d1 (call $begin))
              (local.set $left (i32.sub (local.get $left) (i32.const 1)))
              (br_if $again (local.get $left)))
            i32.const 0"#;
        assert_eq!(run(many, "--dns --max-fds 4").success(), "");
        assert!(!server.asked().is_empty());
        let two = "(drop (call $begin)) (i32.ne (call $begin) (i32.const -10))";
        assert_eq!(run(two, "--dns --max-fds 4").success(), "");
        let early = r#"(local $stream i32)
            (local.set $stream (call $begin))
            (drop (call $f7 (local.get $stream)))
            (call $d1 (local.get $stream))
            i32.const 0"#;
        let stderr = run(early, "--dns").fails(134);
        assert!(stderr.contains("resource has children"), "{stderr}");
        // Names of `--tcp-connect` are granted, and no others.
        let granted = "(i32.eq (call $begin) (i32.const -1))";
        for (option, code) in [
            ("--tcp-connect A.example:*", 0),
            ("--tcp-connect b.example:*", 1),
            ("--tcp-connect *:*", 1),
        ] {
            assert_eq!(run(granted, option).code, Some(code), "{option}");
        }
    });
}

/// Numbers of a generator that anybody can write down (xorshift64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Whatever a message says, reading it ends, and shows no more than is in it.
#[test]
fn any_message_can_be_read() {
    let name = Name::parse(b"chain.example").unwrap();
    let question = Question {
        id: 0x1234,
        name: String::new(),
        kind: A,
        stream: false,
        from: "127.0.0.1:1".parse().unwrap(),
        bytes: [encoded("chain.example"), vec![0, 1, 0, 1]].concat(),
    };
    let base = (0..8)
        .fold(question.answer(0), |answer, link| {
            let owner = [0xc0, 12 + link];
            answer.record(&owner, CNAME, &[0xc0, 12 + 2 * link]).record(
                &[0xc0, 12],
                A,
                &[192, 0, 2, link],
            )
        })
        .0;
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut none, mut shown) = (0, 0);
    for _ in 0..200_000 {
        let mut message = base.clone();
        for _ in 0..=numbers.below(6) {
            let at = numbers.below(message.len());
            // Mostly behind the question, and mostly what means something.
            let at = if numbers.below(8) > 0 { at.max(31) } else { at };
            message[at] =
                [0, 1, 12, 0xc0, 0xff, 63, 31, numbers.below(256) as u8][numbers.below(8)];
        }
        if numbers.below(4) == 0 {
            message.truncate(numbers.below(message.len() + 1));
        }
        let mut count = 0;
        let answer = read(&message, 0x1234, &name, Kind::A, &mut |_| count += 1);
        // Each has 14 bytes at least.
        assert!(count <= message.len() / 14);
        none += usize::from(answer == message::Answer::None);
        shown += usize::from(count > 0);
    }
    assert!(none > 1000 && shown > 50_000, "{none} {shown}");
}
