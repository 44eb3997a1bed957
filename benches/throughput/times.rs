//! Processor time, and what can be said of several measurements of it.

use crate::plot::Bar;
use anyhow::Result;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use std::ops::{AddAssign, Sub};
use std::time::Duration;

/// Processor time in user code and in the kernel.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    pub user: Duration,
    pub system: Duration,
}

impl Times {
    /// What this thread has used so far.
    pub fn of_thread() -> Result<Times> {
        let used = getrusage(UsageWho::RUSAGE_THREAD)?;
        let duration =
            |time: TimeVal| Duration::new(time.tv_sec() as u64, time.tv_usec() as u32 * 1000);
        Ok(Times {
            user: duration(used.user_time()),
            system: duration(used.system_time()),
        })
    }
}

impl AddAssign for Times {
    fn add_assign(&mut self, other: Times) {
        self.user += other.user;
        self.system += other.system;
    }
}

impl Sub for Times {
    type Output = Times;

    fn sub(self, other: Times) -> Times {
        Times {
            user: self.user.saturating_sub(other.user),
            system: self.system.saturating_sub(other.system),
        }
    }
}

/// A median with the 95 % confidence interval of it that the order of the values gives (binomial: no
/// assumption about their distribution); with fewer than six values, their range.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    pub median: f64,
    pub low: f64,
    pub high: f64,
}

impl Estimate {
    /// For a chart.
    pub fn bar(&self) -> Bar {
        Bar {
            value: self.median,
            low: self.low,
            high: self.high,
        }
    }

    /// Of one value or more.
    pub fn of(mut values: Vec<f64>) -> Estimate {
        values.sort_by(f64::total_cmp);
        let count = values.len();
        // The most values that can be left out at each end.
        let mut left_out = 0;
        let (mut term, mut tail) = (0.5f64.powi(count as i32), 0.0);
        for k in 0..count / 2 {
            tail += term;
            if tail > 0.025 {
                break;
            }
            left_out = k;
            term *= (count - k) as f64 / (k + 1) as f64;
        }
        Estimate {
            median: values[count / 2],
            low: values[left_out],
            high: values[count - 1 - left_out],
        }
    }
}

/// The geometric mean of the values that there are.
pub fn geometric_mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let logarithms: Vec<f64> = values.map(f64::ln).collect();
    let count = logarithms.len();
    (count > 0).then(|| (logarithms.iter().sum::<f64>() / count as f64).exp())
}
