"""Attribution: who belongs to which organization, by which step and by how much; or why to none."""
