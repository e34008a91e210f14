"""What proves or illustrates something of mine: files, links and quotations, kept privately."""
