//! The header `Date` (RFC 9110, 5.6.7).

/// Bytes of a date.
pub const BYTES: usize = 29;

/// The date of a second since 1970: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn date(seconds: u64) -> [u8; BYTES] {
    const DAY: u64 = 24 * 60 * 60;
    const NAMES: &[u8; 21] = b"ThuFriSatSunMonTueWed";
    const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let (days, time) = (seconds / DAY, seconds % DAY);
    let (year, month, day) = civil(days);
    let mut text = *b"Thu, 01 Jan 1970 00:00:00 GMT";
    let mut put = |at: usize, from: &[u8]| {
        for (to, from) in text.iter_mut().skip(at).zip(from) {
            *to = *from;
        }
    };
    put(
        0,
        NAMES
            .get((days % 7 * 3) as usize..)
            .unwrap_or(NAMES)
            .get(..3)
            .unwrap_or(NAMES),
    );
    put(
        8,
        MONTHS
            .get((month * 3) as usize..)
            .unwrap_or(MONTHS)
            .get(..3)
            .unwrap_or(MONTHS),
    );
    put(5, &two(day));
    put(12, &two(year / 100));
    put(14, &two(year % 100));
    put(17, &two(time / 3600));
    put(20, &two(time / 60 % 60));
    put(23, &two(time % 60));
    text
}

fn two(number: u64) -> [u8; 2] {
    let digit = |digit: u64| b'0' + (digit % 10) as u8;
    [digit(number / 10), digit(number)]
}

/// Year, month from 0 on and day of a day since 1970. Years begin with March here, so that leap days are last.
fn civil(days: u64) -> (u64, u64, u64) {
    /// Days from March of the year 0 to 1970.
    const TO_1970: u64 = 719_468;
    const ERA: u64 = 146_097;
    let days = days + TO_1970;
    let (era, day) = (days / ERA, days % ERA);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = (month + 2) % 12;
    (era * 400 + year + u64::from(month < 2), month, day)
}
