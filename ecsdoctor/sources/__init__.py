"""The borders where raw answers come from; live and recorded answers look the same."""
