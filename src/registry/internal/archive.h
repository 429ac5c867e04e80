// The parts of an XLSX file: a ZIP archive in memory, its limits checked first, and XML streamed out of it.

#pragma once

#include <expat.h>
#include <minizip/unzip.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "registry/sheet.h"

namespace huimin::registry {

[[nodiscard]] Error broken_workbook(const std::string& why, const std::string& english);
[[nodiscard]] Error workbook_too_large(const std::string& why, const std::string& english);

class Archive {
public:
    /// Fails with sheet.broken, sheet.too_large.
    static Result<Archive> open(std::string_view bytes);

    /// Opens an entry for reading; false when there is none.
    bool enter(const std::string& name);
    /// Unpacked size an entry claims; none when there is none.
    std::optional<std::uint64_t> size_of(const std::string& name);

    /// Bytes of the entry that is open; 0 at its end. All entries together are held to the limits, whatever they claim.
    Result<std::size_t> read(char* into, std::size_t size);
    /// Closes the entry and checks its sum.
    Result<Done> leave();

private:
    struct Close {
        void operator()(void* archive) const { unzClose(archive); }
    };
    Archive() = default;
    Result<Done> check_directory();

    std::unique_ptr<std::string_view> bytes_; // where minizip reads: the address must stay
    std::unique_ptr<void, Close> archive_;
    std::uint64_t unpacked_ = 0;
};

/// The part of an XML name behind its prefix.
inline std::string_view local_name(const char* name)
{
    const char* colon = std::strchr(name, ':');
    return colon != nullptr ? colon + 1 : name;
}

/// The value of an attribute, whatever its prefix; null when it is not there.
const char* xml_attribute(const char** attributes, std::string_view wanted);

/// Streams the entry that is open through expat to a handler with start(name, attributes), end(name) and text(text),
/// each yielding nothing or an error that ends the reading. Document types are refused, so there are no entities, and
/// nothing is ever fetched.
template <class Handler>
class XmlStream {
public:
    explicit XmlStream(Handler& handler) : handler_(handler) {}

    Result<Done> run(Archive& archive)
    {
        const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate("UTF-8"), XML_ParserFree);
        parser_ = parser.get();
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(parser_, on_start, on_end);
        XML_SetCharacterDataHandler(parser_, on_text);
        XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
        constexpr int piece = 65'536;
        for (bool more = true; more;) {
            void* buffer = XML_GetBuffer(parser_, piece);
            if (buffer == nullptr)
                return workbook_too_large("要的内存太多", "needs too much memory");
            const std::size_t read = TRY(archive.read(static_cast<char*>(buffer), piece));
            more = read > 0;
            if (XML_ParseBuffer(parser_, static_cast<int>(read), more ? 0 : 1) == XML_STATUS_ERROR)
                return fault_ ? *fault_
                              : broken_workbook("里的 XML 不完整（第 `" +
                                                    std::to_string(XML_GetCurrentLineNumber(parser_)) + "` 行）",
                                                "holds XML that does not fit together");
        }
        return archive.leave();
    }

private:
    void stop(std::optional<Error> fault)
    {
        if (!fault || fault_)
            return;
        fault_ = std::move(fault);
        XML_StopParser(parser_, XML_FALSE);
    }
    static void on_start(void* self, const char* name, const char** attributes)
    {
        auto& stream = *static_cast<XmlStream*>(self);
        if (++stream.depth_ > xml_depth_max)
            return stream.stop(workbook_too_large("里的 XML 套得太深", "nests its XML too deep"));
        stream.stop(stream.handler_.start(local_name(name), attributes));
    }
    static void on_end(void* self, const char* name)
    {
        auto& stream = *static_cast<XmlStream*>(self);
        --stream.depth_;
        if (!stream.fault_)
            stream.stop(stream.handler_.end(local_name(name)));
    }
    static void on_text(void* self, const char* text, int size)
    {
        auto& stream = *static_cast<XmlStream*>(self);
        if (!stream.fault_)
            stream.stop(stream.handler_.text({text, static_cast<std::size_t>(size)}));
    }
    static void on_doctype(void* self, const char*, const char*, const char*, int)
    {
        static_cast<XmlStream*>(self)->stop(
            broken_workbook("带有文档类型声明，可能有害", "declares a document type, which may be harmful"));
    }

    Handler& handler_;
    XML_Parser parser_ = nullptr;
    int depth_ = 0;
    std::optional<Error> fault_;
};

} // namespace huimin::registry
