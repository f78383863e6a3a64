"""The canonical datasets: their columns, what builds them, and the Toonworld that is drawn."""
