/** Python's module time, as much of it as the interpreter's own library has. */
export const pyTime = `from _time import sleep, time, time_ns, monotonic, perf_counter, process_time, _fields

_days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_names = ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")


class struct_time:
    def __init__(self, fields):
        self._all = fields
        self.tm_year, self.tm_mon, self.tm_mday, self.tm_hour, self.tm_min, self.tm_sec, self.tm_wday, self.tm_yday = fields[:8]
        self.tm_isdst, self.tm_gmtoff, self.tm_zone = 0, fields[8], fields[9]

    def __getitem__(self, index):
        return (self._all[:8] + (0,))[index]

    def __repr__(self):
        return "time.struct_time(" + ", ".join(f"{n}={getattr(self, n)}" for n in _names) + ")"


def gmtime(seconds=None):
    return struct_time(_fields(seconds, True))


def localtime(seconds=None):
    return struct_time(_fields(seconds, False))


def strftime(format, t=None):
    t = t or localtime()
    off = abs(t.tm_gmtoff) // 60
    values = {
        "Y": t.tm_year, "m": "%02d" % t.tm_mon, "d": "%02d" % t.tm_mday, "H": "%02d" % t.tm_hour, "M": "%02d" % t.tm_min,
        "S": "%02d" % t.tm_sec, "y": "%02d" % (t.tm_year % 100), "a": _days[t.tm_wday][:3], "A": _days[t.tm_wday],
        "b": _months[t.tm_mon - 1][:3], "B": _months[t.tm_mon - 1], "j": "%03d" % t.tm_yday, "Z": t.tm_zone, "%": "%",
        "I": "%02d" % ((t.tm_hour + 11) % 12 + 1), "p": "AM" if t.tm_hour < 12 else "PM", "e": "%2d" % t.tm_mday,
        "z": "%s%02d%02d" % ("-" if t.tm_gmtoff < 0 else "+", off // 60, off % 60), "f": "%06d" % t._all[10] if len(t._all) > 10 else "000000",
    }
    values["F"] = f"{t.tm_year}-{values['m']}-{values['d']}"
    values["T"] = values["X"] = f"{values['H']}:{values['M']}:{values['S']}"
    values["D"] = values["x"] = f"{values['m']}/{values['d']}/{values['y']}"
    values["c"] = f"{values['a']} {values['b']} {values['e']} {values['T']} {t.tm_year}"
    out, rest = [], format
    while rest:
        head, found, rest = rest.partition("%")
        out.append(head)
        if found:
            out.append(str(values.get(rest[:1], "%" + rest[:1])))
            rest = rest[1:]
    return "".join(out)


def ctime(seconds=None):
    return strftime("%c", localtime(seconds))
`
