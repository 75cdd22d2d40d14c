"""Attribution: who belongs to which organisation, by which step and by how much; or why to none."""
