//! What is not secret, in one SQLite file: connections, setup files and the saved place.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection as Database, ErrorCode, OptionalExtension, params};
use thiserror::Error;
use usher_domain::connection::Connection;
use usher_domain::ids::{ConnectionId, ProfileId};
use usher_domain::time::Timestamp;

/// The file in the app data folder.
const FILE: &str = "usher.sqlite";

/// The tables, step by step, each with the version that it leads to. A step that was shipped never changes.
const STEPS: [(i64, &str); 3] = [(1, CONNECTIONS), (2, SETUP_FILES), (3, NO_HISTORY)];

const CONNECTIONS: &str = "
    CREATE TABLE connections (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, record TEXT NOT NULL) STRICT;
    CREATE TABLE history (at INTEGER NOT NULL, step TEXT NOT NULL, what TEXT NOT NULL, known_by TEXT NOT NULL) STRICT;
    CREATE INDEX history_at ON history (at);
    CREATE TABLE saved (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
";

const SETUP_FILES: &str = "
    CREATE TABLE setup_files (id TEXT PRIMARY KEY, text TEXT NOT NULL, opened_at INTEGER NOT NULL) STRICT;
";

/// What happened is kept with each connection.
const NO_HISTORY: &str = "DROP TABLE history;";

/// How long another Usher may hold the file, say `usherctl` beside the window.
const BUSY_LIMIT: Duration = Duration::from_secs(5);

/// The name in the table `saved` of what is not finished.
const UNFINISHED: &str = "unfinished";

/// Why the store can't do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No room on the disk; what was there before is still there.
    #[error("the disk is full")]
    DiskFull,
    /// What is stored can't be read.
    #[error("the stored data can't be read")]
    Unreadable,
    /// A newer version of Usher wrote the file.
    #[error("the stored data is from a newer version of Usher")]
    Newer,
    /// The file system said no.
    #[error("the app data folder can't be used")]
    File(#[source] io::Error),
    /// SQLite said no.
    #[error("the database refused")]
    Database(#[source] rusqlite::Error),
}

/// What was found at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Nothing was stored yet.
    Fresh,
    /// The data of before.
    Existing,
    /// The data of before can't be read. It was moved aside, not deleted, and the store is empty.
    MovedAside,
}

/// Connections with what happened to them, setup files and the saved place.
#[derive(Debug)]
pub struct Store {
    database: Database,
}

impl Store {
    /// Opens or makes the file in `folder`; a file that can't be read is moved aside first.
    ///
    /// # Errors
    /// When the folder or the disk does not allow it, or a newer version wrote the file.
    pub fn open(folder: &Path) -> Result<(Self, Opened), StoreError> {
        make_private_folder(folder)?;
        let file = folder.join(FILE);
        match Self::open_file(&file) {
            Err(StoreError::Unreadable) => {
                move_aside(&file)?;
                let (store, _) = Self::open_file(&file)?;
                Ok((store, Opened::MovedAside))
            }
            other => other,
        }
    }

    /// A store that is gone when it is dropped, for practice mode (S78).
    ///
    /// # Errors
    /// When SQLite gets no memory.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut database = Database::open_in_memory().map_err(of_sqlite)?;
        prepare(&mut database)?;
        Ok(Self { database })
    }

    /// Whether what is written down is there for the next start.
    #[must_use]
    pub fn lasts(&self) -> bool {
        // SQLite names no file for a database in memory.
        self.database.path().is_some_and(|file| !file.is_empty())
    }

    fn open_file(file: &Path) -> Result<(Self, Opened), StoreError> {
        make_private_file(file)?;
        let mut database = Database::open(file).map_err(of_sqlite)?;
        let opened = prepare(&mut database)?;
        let store = Self { database };
        store.check()?;
        Ok((store, opened))
    }

    /// Finds out at the start whether everything can be read, so that no later step meets it half-way.
    fn check(&self) -> Result<(), StoreError> {
        let verdict: String =
            self.database.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(of_sqlite)?;
        if verdict != "ok" {
            return Err(StoreError::Unreadable);
        }
        self.each_connection(drop)?;
        self.unfinished()?;
        self.setup_files()?;
        Ok(())
    }

    /// All connections, the oldest first.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        let mut all = Vec::new();
        self.each_connection(|connection| all.push(connection))?;
        Ok(all)
    }

    fn each_connection(&self, mut act: impl FnMut(Connection)) -> Result<(), StoreError> {
        let mut rows = self
            .database
            .prepare_cached("SELECT record FROM connections ORDER BY created_at, id")
            .map_err(of_sqlite)?;
        let records = rows.query_map([], record).map_err(of_sqlite)?;
        records.map(|record| parse(&record.map_err(of_sqlite)?)).try_for_each(|read| {
            act(read?);
            Ok(())
        })
    }

    /// The next connections after `last`, the oldest first and `most` of them at most: for going through any
    /// number of them without holding them all.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn connections_after(
        &self,
        last: Option<&Connection>,
        most: u32,
    ) -> Result<Vec<Connection>, StoreError> {
        let (created_at, id) = last.map_or((i64::MIN, ""), |last| (last.created_at.0, &last.id.0));
        let mut rows = self
            .database
            .prepare_cached(
                "SELECT record FROM connections WHERE (created_at, id) > (?1, ?2)
                 ORDER BY created_at, id LIMIT ?3",
            )
            .map_err(of_sqlite)?;
        let records = rows.query_map(params![created_at, id, most], record).map_err(of_sqlite)?;
        records.map(|record| parse(&record.map_err(of_sqlite)?)).collect()
    }

    /// The connection of that id.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn connection(&self, id: &ConnectionId) -> Result<Option<Connection>, StoreError> {
        let found = self
            .database
            .query_row("SELECT record FROM connections WHERE id = ?1", params![id.0], record)
            .optional()
            .map_err(of_sqlite)?;
        found.map(|record| parse(&record)).transpose()
    }

    /// How many connections are turned on, and how many off.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn count_connections(&self) -> Result<(u32, u32), StoreError> {
        // Records of before connections could be turned off have no such key: they are on.
        let on = "coalesce(json_extract(record, '$.enabled'), 1)";
        self.database
            .query_row(
                &format!(
                    "SELECT count(*) FILTER (WHERE {on}), count(*) FILTER (WHERE NOT {on}) FROM connections"
                ),
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(of_sqlite)
    }

    /// Adds a connection, or replaces the one with its id.
    ///
    /// # Errors
    /// When it can't be written; the one before stays then.
    pub fn put_connection(&self, connection: &Connection) -> Result<(), StoreError> {
        let record = serde_json::to_string(connection).map_err(|_| StoreError::Unreadable)?;
        self.database
            .execute(
                "INSERT INTO connections (id, created_at, record) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET created_at = ?2, record = ?3",
                params![connection.id.0, connection.created_at.0, record],
            )
            .map_err(of_sqlite)?;
        Ok(())
    }

    /// Replaces a connection, and tells whether it was there: one that was removed stays removed.
    ///
    /// # Errors
    /// When it can't be written; the one before stays then.
    pub fn update_connection(&self, connection: &Connection) -> Result<bool, StoreError> {
        let record = serde_json::to_string(connection).map_err(|_| StoreError::Unreadable)?;
        let changed = self
            .database
            .execute(
                "UPDATE connections SET created_at = ?2, record = ?3 WHERE id = ?1",
                params![connection.id.0, connection.created_at.0, record],
            )
            .map_err(of_sqlite)?;
        Ok(changed > 0)
    }

    /// Removes a connection; one that is not there is removed already.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn remove_connection(&self, id: &ConnectionId) -> Result<(), StoreError> {
        self.database.execute("DELETE FROM connections WHERE id = ?1", params![id.0]).map_err(of_sqlite)?;
        Ok(())
    }

    /// What was not finished, as the text that was saved.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn unfinished(&self) -> Result<Option<String>, StoreError> {
        self.database
            .query_row("SELECT value FROM saved WHERE name = ?1", params![UNFINISHED], |row| row.get(0))
            .optional()
            .map_err(of_sqlite)
    }

    /// Saves what is not finished, in one piece.
    ///
    /// # Errors
    /// When it can't be written; what was there before stays then.
    pub fn set_unfinished(&self, unfinished: &str) -> Result<(), StoreError> {
        let changed = self.database.execute(
            "INSERT INTO saved (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            params![UNFINISHED, unfinished],
        );
        changed.map(|_| ()).map_err(of_sqlite)
    }

    /// Puts what is not finished aside under a name of its own, and `rest` in its place.
    ///
    /// # Errors
    /// When it can't be written; nothing has changed then.
    pub fn put_unfinished_aside(&self, rest: &str) -> Result<(), StoreError> {
        let write = || {
            let both = self.database.unchecked_transaction()?;
            let aside: i64 = both.query_row(
                "SELECT count(*) FROM saved WHERE name LIKE ?1 || '.unreadable-%'",
                params![UNFINISHED],
                |row| row.get(0),
            )?;
            both.execute(
                "UPDATE saved SET name = ?1 || '.unreadable-' || ?2 WHERE name = ?1",
                params![UNFINISHED, aside + 1],
            )?;
            both.execute("INSERT INTO saved (name, value) VALUES (?1, ?2)", params![UNFINISHED, rest])?;
            both.commit()
        };
        write().map_err(of_sqlite)
    }

    /// The texts of all setup files that are used, the oldest first.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn setup_files(&self) -> Result<Vec<String>, StoreError> {
        let mut rows = self
            .database
            .prepare_cached("SELECT text FROM setup_files ORDER BY opened_at, id")
            .map_err(of_sqlite)?;
        let texts = rows.query_map([], |row| row.get(0));
        texts.and_then(Iterator::collect).map_err(of_sqlite)
    }

    /// Adds the text of a setup file, or replaces the one for the same product.
    ///
    /// # Errors
    /// When it can't be written; the one before stays then.
    pub fn put_setup_file(&self, id: &ProfileId, text: &str, opened_at: Timestamp) -> Result<(), StoreError> {
        self.database
            .execute(
                "INSERT INTO setup_files (id, text, opened_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET text = ?2, opened_at = ?3",
                params![id.0, text, opened_at.0],
            )
            .map_err(of_sqlite)?;
        Ok(())
    }
}

fn record(row: &rusqlite::Row<'_>) -> rusqlite::Result<String> {
    row.get(0)
}

fn parse(record: &str) -> Result<Connection, StoreError> {
    serde_json::from_str(record).map_err(|_| StoreError::Unreadable)
}

/// Sets how the file is written and brings its tables up to date.
fn prepare(database: &mut Database) -> Result<Opened, StoreError> {
    database.busy_timeout(BUSY_LIMIT).map_err(of_sqlite)?;
    // A rollback journal and not WAL: after a kill the next open puts the one file right by itself, and moved
    // or copied alone it is whole. `FULL` also survives a power cut. https://sqlite.org/atomiccommit.html
    // Removed connections are overwritten, for people who hand a machine on.
    database
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")
        .map_err(of_sqlite)?;
    // Immediate, because a window and a command line that start together would both find no tables.
    let change =
        database.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(of_sqlite)?;
    let version: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(of_sqlite)?;
    if version < 0 {
        return Err(StoreError::Unreadable);
    }
    if STEPS.iter().all(|(number, _)| *number < version) {
        return Err(StoreError::Newer);
    }
    for (number, step) in STEPS.iter().filter(|(number, _)| *number > version) {
        change.execute_batch(step).map_err(of_sqlite)?;
        change.pragma_update(None, "user_version", number).map_err(of_sqlite)?;
    }
    change.commit().map_err(of_sqlite)?;
    Ok(if version == 0 { Opened::Fresh } else { Opened::Existing })
}

fn of_sqlite(cause: rusqlite::Error) -> StoreError {
    match cause.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::DiskFull,
        // `Unknown` is SQLITE_ERROR: a table or column is not there, so this is not a file of ours.
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt | ErrorCode::Unknown) => {
            StoreError::Unreadable
        }
        Some(_) => StoreError::Database(cause),
        // Everything that is no answer of SQLite is a value of another type than the tables have.
        None => StoreError::Unreadable,
    }
}

fn of_io(cause: io::Error) -> StoreError {
    if matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        return StoreError::DiskFull;
    }
    StoreError::File(cause)
}

fn make_private_folder(folder: &Path) -> Result<(), StoreError> {
    let mut make = DirBuilder::new();
    make.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut make, 0o700);
    make.create(folder).map_err(of_io)?;
    keep_private(folder, 0o700)
}

/// Makes the file before SQLite does, because SQLite would make it readable for others.
fn make_private_file(file: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map_err(of_io)?;
    keep_private(file, 0o600)
}

#[cfg(unix)]
fn keep_private(path: &Path, mode: u32) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(of_io)
}

/// On Windows the person's profile folder is private already.
#[cfg(not(unix))]
fn keep_private(_path: &Path, _mode: u32) -> Result<(), StoreError> {
    Ok(())
}

/// Renames the file, and the journal that belongs to it, to the first free name.
fn move_aside(file: &Path) -> Result<(), StoreError> {
    let aside = (1_u32..)
        .map(|n| with_end(file, &format!(".unreadable-{n}")))
        .find(|name| !name.exists())
        .ok_or(StoreError::Unreadable)?;
    let journal = with_end(file, "-journal");
    if journal.exists() {
        fs::rename(&journal, with_end(&aside, "-journal")).map_err(of_io)?;
    }
    fs::rename(file, &aside).map_err(of_io)
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
