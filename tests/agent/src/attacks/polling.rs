//! `poll_oneoff`: any number of subscriptions, of any kind, at any place.

use super::case::{A, Bench, Case, OUT, Open, ROOT};
use crate::wasi::{errno, rights};
use anyhow::{Result, ensure};

/// Where subscriptions are, events, and their number.
const SUBSCRIPTIONS: u32 = 0x1000;
const EVENTS: u32 = OUT;
const COUNT: u32 = 0x800;

/// Bytes of a subscription and of an event.
const SUBSCRIPTION: usize = 48;
const EVENT: usize = 32;

/// The cases of this file.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::new("poll/nothing", |bench| {
            let errno = poll(bench, &[], SUBSCRIPTIONS, EVENTS, 0)?
                .err()
                .unwrap_or(0);
            bench.expect("no subscriptions", errno, errno::INVAL)
        }),
        Case::new("poll/a-clock", |bench| {
            let events = poll(bench, &[clock(1, 1, 0)], SUBSCRIPTIONS, EVENTS, 1)?;
            expect_events(bench, &events, 1)
        }),
        Case::new("poll/absolute-and-past", |bench| {
            let events = poll(bench, &[clock(0, 1, 1)], SUBSCRIPTIONS, EVENTS, 1)?;
            expect_events(bench, &events, 1)
        }),
        Case::new("poll/clock-and-never", |bench| {
            let list = [clock(1, u64::MAX, 0), clock(1, 1, 0), clock(0, u64::MAX, 1)];
            let events = poll(bench, &list, SUBSCRIPTIONS, EVENTS, 3)?;
            expect_events(bench, &events, 1)
        }),
        Case::new("poll/unknown-clock", |bench| {
            let events = poll(bench, &[clock(77, 1, 0)], SUBSCRIPTIONS, EVENTS, 1)?;
            expect_errno(bench, &events, errno::INVAL)
        }),
        Case::new("poll/clock-of-the-process", |bench| {
            let events = poll(bench, &[clock(2, 1, 0)], SUBSCRIPTIONS, EVENTS, 1)?;
            expect_errno(bench, &events, errno::INVAL)
        }),
        Case::new("poll/unknown-kind", |bench| {
            for kind in [3, 4, 255] {
                let mut wrong = clock(1, 1, 0);
                wrong[8] = kind;
                let errno = poll(bench, &[wrong], SUBSCRIPTIONS, EVENTS, 1)?.err();
                bench.expect("kind", errno.unwrap_or(0), errno::INVAL)?;
            }
            Ok(())
        }),
        Case::new("poll/no-such-descriptor", |bench| {
            for fd in [6, 1023, 1024, 0x7fff_ffff, 0xffff_ffff] {
                for kind in [1, 2] {
                    let list = [descriptor(kind, fd)];
                    let events = poll(bench, &list, SUBSCRIPTIONS, EVENTS, 1)?;
                    expect_errno(bench, &events, errno::BADF)?;
                }
            }
            Ok(())
        }),
        Case::new("poll/a-directory", |bench| {
            let list = [descriptor(1, ROOT as u32)];
            let events = poll(bench, &list, SUBSCRIPTIONS, EVENTS, 1)?;
            ensure!(events.is_ok(), "{events:?}");
            bench.expect("events", events.map_or(0, |it| it.len() as u32), 1)
        }),
        Case::new("poll/many-clocks", |bench| {
            let list = vec![clock(1, 1, 0); 500];
            let events = poll(bench, &list, SUBSCRIPTIONS, OUT, 500)?;
            expect_events(bench, &events, 500)
        }),
        Case::new("poll/a-file-many-times", |bench| {
            many(bench, 500, Some(500))
        }),
        Case::new("poll/as-many-as-there-can-be", |bench| {
            many(bench, 1024, None)
        }),
        Case::new("poll/one-more-than-there-can-be", |bench| {
            many(bench, 1025, None)
        }),
        Case::new("poll/three-thousand", |bench| many(bench, 3000, None)),
        Case::new("padding/event", |bench| {
            let fd = file(bench)?;
            let list = [
                clock(1, 1, 0),
                descriptor(1, fd),
                descriptor(2, fd),
                descriptor(1, 999),
            ];
            bench.guest.value("fill", &[EVENTS.into(), 0xaa, 0x1000])?;
            let events = poll(bench, &list, SUBSCRIPTIONS, EVENTS, 4)?;
            let events = events.map_err(|errno| anyhow::anyhow!("errno {errno}"))?;
            ensure!(events.len() >= 3, "{} events", events.len());
            for event in events {
                let padding = event[11..16].iter().chain(&event[26..32]);
                let sum = padding.map(|byte| u32::from(*byte)).sum();
                bench.expect("padding", sum, 0)?;
            }
            Ok(())
        }),
    ];
    for shift in [-40, -32, -16, -8, 0, 8, 16, 32, 40, 48, 64, 96] {
        cases.push(Case::new(
            format!("poll/overlapping/{shift}"),
            move |bench| overlapping(bench, shift),
        ));
    }
    for (name, count) in [
        ("beyond-the-end", 1300),
        ("2^27", 1 << 27),
        ("wraps-as-events", 0x0800_0001),
        ("wraps-as-subscriptions", 0x0555_5556),
        ("2^31", 1 << 31),
        ("2^32-1", 0xffff_ffff),
    ] {
        cases.push(Case::new(format!("poll/count/{name}"), move |bench| {
            let list = [clock(1, 1, 0)];
            let errno = poll(bench, &list, SUBSCRIPTIONS, EVENTS, count)?.err();
            bench.dirty = false;
            bench.expect("count", errno.unwrap_or(0), errno::FAULT)
        }));
    }
    cases
}

fn clock(id: u8, timeout: u64, flags: u8) -> [u8; SUBSCRIPTION] {
    let mut bytes = [0; SUBSCRIPTION];
    bytes[0] = 0x5a;
    bytes[16] = id;
    bytes[24..32].copy_from_slice(&timeout.to_le_bytes());
    bytes[40] = flags;
    bytes
}

fn descriptor(kind: u8, fd: u32) -> [u8; SUBSCRIPTION] {
    let mut bytes = [0; SUBSCRIPTION];
    bytes[0] = 0x5a;
    bytes[8] = kind;
    bytes[16..20].copy_from_slice(&fd.to_le_bytes());
    bytes
}

fn file(bench: &mut Bench<'_>) -> Result<u32> {
    let how = Open {
        base: rights::FD_READ | rights::FD_WRITE,
        ..Open::default()
    };
    let fd = bench.open(ROOT, b"file", how)?;
    fd.map_err(|errno| anyhow::anyhow!("errno {errno}"))
}

/// Polls: the events, or an errno.
fn poll(
    bench: &mut Bench<'_>,
    list: &[[u8; SUBSCRIPTION]],
    at: u32,
    events: u32,
    count: u64,
) -> Result<Result<Vec<Vec<u8>>, u32>> {
    bench.dirty = false;
    bench.guest.write(at, list.as_flattened())?;
    let args = [at.into(), events.into(), count, COUNT.into()];
    let errno = bench.guest.value("poll_oneoff", &args)?;
    if errno != 0 {
        return Ok(Err(errno));
    }
    let count = bench.guest.read_u32(COUNT)? as usize;
    ensure!(count <= list.len(), "{count} events of {}", list.len());
    let bytes = bench.guest.read(events, count * EVENT)?;
    Ok(Ok(bytes.chunks(EVENT).map(Vec::from).collect()))
}

fn expect_events(bench: &Bench<'_>, events: &Result<Vec<Vec<u8>>, u32>, count: u32) -> Result<()> {
    let events = events.as_ref();
    let events = events.map_err(|errno| anyhow::anyhow!("errno {errno}"))?;
    for event in events {
        ensure!(
            event[..8] == [0x5a, 0, 0, 0, 0, 0, 0, 0],
            "userdata of {event:?}"
        );
        ensure!(event[8..10] == [0, 0], "errno of {event:?}");
    }
    bench.expect("events", events.len() as u32, count)
}

/// The one event holds this errno.
fn expect_errno(bench: &Bench<'_>, events: &Result<Vec<Vec<u8>>, u32>, errno: u32) -> Result<()> {
    let events = events.as_ref();
    let events = events.map_err(|errno| anyhow::anyhow!("errno {errno}"))?;
    ensure!(events.len() == 1, "{} events", events.len());
    bench.expect("errno of the event", events[0][8].into(), errno)
}

/// Polls a file so many times at once; how many events there must be, where that is known: more than
/// the host allows may be refused.
fn many(bench: &mut Bench<'_>, count: usize, expected: Option<u32>) -> Result<()> {
    let mut guest = bench.another(&bench.world.words())?;
    guest.value("grow", &[15])?;
    guest.write(A, b"file")?;
    let base = rights::FD_READ | rights::FD_WRITE;
    guest.succeed(
        "path_open",
        &[ROOT, 0, A.into(), 4, 0, base, 0, 0, OUT.into()],
    )?;
    let fd = guest.read_u32(OUT)?;
    let list = vec![descriptor(1, fd); count];
    guest.write(0x10000, list.as_flattened())?;
    let errno = guest.value(
        "poll_oneoff",
        &[0x10000, 0x80000, count as u64, COUNT.into()],
    )?;
    const NOMEM: u32 = 48;
    match expected {
        Some(expected) => {
            bench.expect("poll_oneoff", errno, 0)?;
            bench.expect("events", guest.read_u32(COUNT)?, expected)?;
        }
        None => bench.expect_one_of("poll_oneoff", errno, &[0, NOMEM, errno::INVAL])?,
    }
    guest.finish()
}

/// Events that are written over the subscriptions: whatever that leads to is orderly, and ends.
fn overlapping(bench: &mut Bench<'_>, shift: i32) -> Result<()> {
    let fd = file(bench)?;
    let list = [
        clock(1, 1, 0),
        descriptor(1, fd),
        descriptor(2, 999),
        clock(0, 1, 1),
        descriptor(2, fd),
        clock(9, 1, 0),
    ];
    let events = SUBSCRIPTIONS.saturating_add_signed(shift);
    let answer = poll(bench, &list, SUBSCRIPTIONS, events, list.len() as u64)?;
    let errno = answer.err().unwrap_or(0);
    bench.expect_one_of("poll_oneoff", errno, &[0, errno::INVAL])
}
