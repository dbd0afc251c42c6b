//! Programs that a test starts, and what they start in turn. They end with the test, and no others do.

use std::fs;
use std::process::{Child, Command};

use anyhow::Context;
use rustix::process::{Pid, Signal, kill_process};

/// A program that ends, with its descendants, when this value is dropped.
pub(crate) struct Program(Child);

impl Program {
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        Ok(Self(command.spawn().with_context(|| format!("{name} did not start"))?))
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// The descendant that runs the program `name`.
    pub(crate) fn descendant(&self, name: &str) -> anyhow::Result<Process> {
        let found = descendants(self.0.id())?.into_iter().find(|process| process.name == name);
        found.with_context(|| format!("{name} does not run"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        for process in descendants(self.0.id()).into_iter().flatten() {
            process.kill();
        }
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A process as Linux lists it.
pub(crate) struct Process {
    pid: i32,
    parent: i32,
    name: String,
}

impl Process {
    /// Ends it at once, as `kill -9` does.
    pub(crate) fn kill(&self) {
        if let Some(pid) = Pid::from_raw(self.pid) {
            // One that has ended already needs no end.
            let _ = kill_process(pid, Signal::KILL);
        }
    }

    pub(crate) fn runs(&self) -> bool {
        read(self.pid).is_some_and(|(process, state)| process.parent == self.parent && state != 'Z')
    }
}

fn descendants(of: u32) -> anyhow::Result<Vec<Process>> {
    let mut all: Vec<Process> = fs::read_dir("/proc")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some(read(pid)?.0))
        .collect();
    let mut found = Vec::new();
    let mut parents = vec![i32::try_from(of)?];
    while let Some(parent) = parents.pop() {
        let children: Vec<Process> = all.extract_if(.., |process| process.parent == parent).collect();
        parents.extend(children.iter().map(|child| child.pid));
        found.extend(children);
    }
    Ok(found)
}

/// `/proc/PID/stat`: the number, the name in brackets, the state, the parent.
fn read(pid: i32) -> Option<(Process, char)> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (head, tail) = line.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let mut fields = tail.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((Process { pid, parent: fields.next()?.parse().ok()?, name }, state))
}
