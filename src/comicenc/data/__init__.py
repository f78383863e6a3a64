"""The canonical datasets: their columns, what is learnt from sequences, and the Toonworld that is drawn."""
