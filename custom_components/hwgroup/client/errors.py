"""The few ways in which talking to a device fails."""


class HwgError(Exception):
    """Anything that keeps a device from being read."""


class CannotConnectError(HwgError):
    """Nothing answers at the address, or it breaks off the conversation."""


class CertificateError(CannotConnectError):
    """The device's certificate is not one that this system trusts."""


class CertificateChangedError(CertificateError):
    """The device shows another certificate than the one that it is known by."""


class ResponseTimeoutError(CannotConnectError):
    """The device did not finish its answer in time."""


class SilentAgentError(ResponseTimeoutError):
    """An SNMP agent has never answered, as those do that dislike the credentials.

    Agents ignore a version that they do not speak and a community that is not theirs.
    """


class AuthenticationError(HwgError):
    """The device asks for credentials, or refuses those that it was given."""


class RedirectError(HwgError):
    """The web server sends whoever asks it to another address, often to its HTTPS."""


class NotHwGroupDeviceError(HwgError):
    """Something answers, but not as an HW group device does."""


class MalformedAnswerError(HwgError):
    """A device answers, but its document cannot be read."""


class SmsError(HwgError):
    """A gateway has not taken a message."""


class NoGatewayError(SmsError):
    """The gateway is not asked over HTTP, by which alone it sends."""


class NoNetworkError(SmsError):
    """The modem of the gateway has no network."""


class SmsQueueFullError(SmsError):
    """The queue of the gateway stays full: another message would be lost."""


class SmsRefusedError(SmsError):
    """The gateway names no ID, and counts no message that was sent."""


class SwitchingError(HwgError):
    """An output was not switched."""


class UnknownAgentError(SwitchingError):
    """The SNMP agent does not say which device it is: it is sent no secret."""


class OtherAgentError(SwitchingError):
    """The SNMP agent is another device's: it is sent no secret."""


class UnknownOutputError(SwitchingError):
    """The device has no such output, or none that can be written."""


class AutomaticOutputError(SwitchingError):
    """The device switches the output itself."""


class UnknownLimitError(SwitchingError):
    """The SNMP agent has no such limit, or its family has none that can be written."""


class LimitNotSetError(SwitchingError):
    """A limit was sent, and the device still has the old one."""


class WriteRefusedError(SwitchingError):
    """The device refuses to write, or is silent at what it takes to do so."""


class NotSwitchedError(SwitchingError):
    """The command was sent, and the output is still in its old state."""


class TakenBackError(SwitchingError):
    """The output was in its new state for a moment only."""


class ModbusRefusedError(SwitchingError):
    """The device answers with a Modbus exception."""

    def __init__(self, code: int) -> None:
        """Keep the code of the exception."""
        super().__init__(f"The device answers with Modbus exception {code}")
        self.code = code


class CoilsDifferError(SwitchingError):
    """The coils do not show what the outputs show: they are others, or numbered so."""


class CoilsUnknownError(SwitchingError):
    """Nobody has seen which coil follows which output: nothing is written."""


class OtherOutputError(SwitchingError):
    """A command for one output has moved another one."""


class NothingChangedError(SwitchingError):
    """No output has changed, so no coil could follow one."""


class SeveralChangedError(SwitchingError):
    """More than one output has changed, so it is not known what follows what."""


class AmbiguousCoilsError(SwitchingError):
    """Two coils follow one output: which numbering is right cannot be told."""
