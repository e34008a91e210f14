"""What every page needs: who may open it, how it is rendered, and how it fails."""
