#include "http/log.h"

#include <cerrno>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sm3.h"
#include "http/json.h"

namespace huimin::http {

namespace {

struct Note {
    std::string event;
    std::vector<std::pair<std::string, std::string>> fields;
};

struct Line {
    std::int64_t time;
    std::variant<Access, Note> what;
};

void add_text(std::string& out, std::string_view key, std::string_view value)
{
    out.append(",\"").append(key).append("\":");
    write_json_text(out, value);
}

void add_number(std::string& out, std::string_view key, std::int64_t value)
{
    out.append(",\"").append(key).append("\":").append(std::to_string(value));
}

std::string utc(std::int64_t milliseconds)
{
    const std::time_t seconds = milliseconds / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    const std::size_t size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    const std::string fraction = std::to_string(1000 + milliseconds % 1000).substr(1);
    return std::string(text, size) + "." + fraction + "Z";
}

void write(std::string& out, const Access& access)
{
    add_text(out, "event", "http.request");
    add_text(out, "request", hex(access.number));
    add_text(out, "method", access.method);
    add_text(out, "route", access.route);
    add_number(out, "status", access.status);
    add_number(out, "us", access.microseconds);
    add_number(out, "in", access.bytes_in);
    add_number(out, "out", access.bytes_out);
    if (!access.account_key.empty())
        add_text(out, "account", access.account_key);
    if (!access.code.empty())
        add_text(out, "code", access.code);
}

void write(std::string& out, const Note& note)
{
    add_text(out, "event", note.event);
    for (const auto& [key, value] : note.fields)
        add_text(out, key, value);
}

void write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto wrote = ::write(file, bytes.data(), bytes.size());
        if (wrote < 0 && errno != EINTR)
            return; // A full disk must not stop the server; the next batch is tried again.
        bytes.remove_prefix(wrote < 0 ? 0 : static_cast<std::size_t>(wrote));
    }
}

int open_log(const std::string& path)
{
    return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/// A log file that notices when it was moved away (as log rotation does).
class LogFile {
public:
    LogFile(std::string path, int file) : path_(std::move(path)), file_(file) {}
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;
    ~LogFile() { ::close(file_); }

    void append(std::string_view lines)
    {
        struct stat named{}, open{};
        const bool same = ::stat(path_.c_str(), &named) == 0 && ::fstat(file_, &open) == 0 &&
                          named.st_ino == open.st_ino && named.st_dev == open.st_dev;
        if (const int anew = same ? -1 : open_log(path_); anew >= 0) {
            ::close(file_);
            file_ = anew;
        }
        write_all(file_, lines);
    }

private:
    std::string path_;
    int file_;
};

} // namespace

struct Log::Inside {
    Inside(Sink to, Now clock, Options given) : sink(std::move(to)), now(std::move(clock)), options(given) {}

    Sink sink;
    Now now;
    Options options;
    mutable std::mutex lock;
    std::condition_variable more, written;
    std::vector<Line> pending;
    std::int64_t lost = 0, lost_told = 0, taken = 0, done = 0;
    bool hurry = false, ending = false;
    std::thread writer;

    void push(std::variant<Access, Note> what)
    {
        const std::int64_t time = now();
        const std::lock_guard hold(lock);
        if (pending.size() >= options.pending_max) {
            ++lost;
            return;
        }
        pending.push_back({time, std::move(what)});
        ++taken;
    }

    void run()
    {
        std::vector<Line> batch;
        std::string text;
        for (bool last = false; !last;) {
            std::int64_t missing = 0;
            {
                std::unique_lock hold(lock);
                more.wait_for(hold, options.every, [this] { return hurry || ending; });
                batch.swap(pending);
                missing = lost - lost_told;
                lost_told = lost;
                hurry = false;
                last = ending && batch.empty();
            }
            write_batch(batch, missing, text);
            const std::lock_guard hold(lock);
            done += static_cast<std::int64_t>(batch.size());
            batch.clear();
            written.notify_all();
        }
    }

    void write_batch(const std::vector<Line>& batch, std::int64_t missing, std::string& text) const
    {
        text.clear();
        for (const Line& line : batch) {
            text.append(R"({"time":")").append(utc(line.time)).append("\"");
            std::visit([&](const auto& what) { write(text, what); }, line.what);
            text.append("}\n");
        }
        if (missing > 0)
            text.append(R"({"time":")")
                .append(utc(now()))
                .append(R"(","event":"log.lost","lines":)")
                .append(std::to_string(missing))
                .append("}\n");
        if (!text.empty())
            sink(text);
    }
};

Log::Log(Sink sink, Now now, Options options)
    : inside_(std::make_unique<Inside>(std::move(sink), std::move(now), options))
{
    inside_->writer = std::thread([this] { inside_->run(); });
}

Log::~Log()
{
    {
        const std::lock_guard hold(inside_->lock);
        inside_->ending = true;
        inside_->more.notify_all();
    }
    inside_->writer.join();
}

void Log::access(Access access) { inside_->push(std::move(access)); }

void Log::note(std::string_view event, std::initializer_list<std::pair<std::string_view, std::string_view>> fields)
{
    Note note{std::string(event), {}};
    for (const auto& [key, value] : fields)
        note.fields.emplace_back(key, value);
    inside_->push(std::move(note));
}

void Log::flush()
{
    std::unique_lock hold(inside_->lock);
    inside_->hurry = true;
    inside_->more.notify_all();
    inside_->written.wait(hold, [this, wanted = inside_->taken] { return inside_->done >= wanted; });
}

std::int64_t Log::lost() const
{
    const std::lock_guard hold(inside_->lock);
    return inside_->lost;
}

Result<Log::Sink> Log::to_file(const std::string& path)
{
    const int file = open_log(path);
    if (file < 0)
        return Error{Fault::unavailable, "http.log_file", "不能写日志文件 `" + path + "`",
                     "请检查目录是否存在、是否可写",
                     "the log file `" + path + "` cannot be written; see that its folder exists and is writable"};
    return Sink([log = std::make_shared<LogFile>(path, file)](std::string_view lines) { log->append(lines); });
}

Log::Sink Log::to_standard_error()
{
    return [](std::string_view lines) { write_all(STDERR_FILENO, lines); };
}

} // namespace huimin::http
