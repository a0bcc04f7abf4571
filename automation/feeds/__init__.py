"""Feed reading: fetched politely and guarded, parsed in a process that can be killed, handed on as plain values."""
