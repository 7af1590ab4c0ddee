"""What one legal entity of the network bills another for goods that it delivered."""
