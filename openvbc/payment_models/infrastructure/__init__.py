"""Infrastructure: grants, milestones and advances, and how advances are taken back out of what is earned."""
