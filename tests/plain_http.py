"""What spares a client of the servers under test its certificates: they speak plain HTTP.

A client reads the machine's list of authorities when it is made, 28 ms of the processor each time;
tests make one for each test, and one for each look while they wait.
"""

import ssl
from typing import Final

WITHOUT_TLS: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # Trusts nobody: there is no TLS.
