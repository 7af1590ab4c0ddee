"""Real purchase-to-pay histories, imported through the real commands.

Start at `importer`. `reader` takes the file or refuses it whole, `activities` is the table of what
each activity means, `plan` turns one history into commands: `setting` and `figures` fill in what it
does not tell, one module per capability maps its activities. `ledger` remembers outcomes.
"""
