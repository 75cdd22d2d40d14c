"""Global and Professional Direct Contracting (2021 to 2022) and ACO REACH (2023 to 2026)."""
