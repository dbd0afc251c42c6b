//! A setup file: shown before anything of it is used (S62, S69, S73).

use std::sync::Arc;

use super::effect::Effect;
use super::{Journey, Step};
use crate::desk::Desk;
use crate::ids::is_work_domain;
use crate::setup_file::{OpenedFile, stops};
use crate::view::setup_file::FileRefusal;

impl Journey {
    pub(super) fn setup_file_opened(self, file: Box<OpenedFile>) -> Step {
        let back = self.under_a_file();
        (Journey::PreviewingFile { file, mistyped: false, back }, vec![])
    }

    pub(super) fn setup_file_refused(self, refusal: FileRefusal) -> Step {
        let back = self.under_a_file();
        (Journey::RefusingFile { refusal, back }, vec![])
    }

    /// A second file takes the place of the first.
    fn under_a_file(self) -> Box<Journey> {
        if let Journey::PreviewingFile { back, .. } | Journey::RefusingFile { back, .. } = self {
            return back;
        }
        Box::new(self)
    }

    pub(super) fn use_setup_file(self, typed: &str, desk: &mut Desk) -> Step {
        let Journey::PreviewingFile { file, back, .. } = self else { return (self, vec![]) };
        if stops(&file.profile.permissions, &file.origin) && !is_work_domain(typed) {
            return (Journey::PreviewingFile { file, mistyped: true, back }, vec![]);
        }
        let OpenedFile { profile, origin, handle, .. } = *file;
        let id = profile.id.clone();
        desk.profiles.retain(|known| known.id != id);
        desk.profiles.push(Arc::clone(&profile));
        desk.origins.retain(|(known, _)| *known != id);
        desk.origins.push((id.clone(), origin));
        // An errand for the earlier file has to be reviewed again.
        if let Some(walk) =
            desk.saved.as_mut().filter(|place| place.profile == id).and_then(|p| p.walk.as_mut())
        {
            walk.at = None;
        }
        let as_admin = matches!(*back, Journey::ChoosingProduct { as_admin: true, .. });
        let (_, mut effects) = back.leave(Journey::Start);
        effects.push(Effect::KeepSetupFile { handle });
        (Journey::ChoosingProduct { as_admin, picked: Some(id) }, effects)
    }
}
