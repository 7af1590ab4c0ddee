"""JetStream, the delivery mirror of the log: it can be deleted and refilled at any time.

`relay` fills the stream and keeps it true, `stream_feed` reads its live end, `cloud_event` is
the form of a message, `topology` names the stream and its subjects.
"""
