"""Medicare Advantage: county benchmarks, bid and rebate, risk scores, the plan's payment; statutory risk corridors."""
