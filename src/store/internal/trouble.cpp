#include "store/internal/trouble.h"

#include <string>

namespace huimin::store::internal {

namespace {

struct Wording {
    Fault fault;
    const char* code;
    const char* message;
    const char* remedy;
    const char* english;
};

Wording wording_of(Trouble trouble)
{
    switch (trouble) {
    case Trouble::address:
        return {Fault::invalid, "store.address", "数据库地址无法识别", "写成 sqlite:文件 或 postgresql://主机/库名",
                "The store's address is not understood. Write sqlite:FILE or postgresql://host/database"};
    case Trouble::missing:
        return {Fault::missing, "store.missing", "数据库不存在或无法打开", "检查地址、目录和权限",
                "The database is not there or cannot be opened. Check the address, its folder and its rights"};
    case Trouble::not_ours:
        return {
            Fault::conflict, "store.not_ours", "该文件不是本系统的数据库，或由更新的版本建立",
            "换一个文件，或升级本系统后再打开",
            "The file is not a database of this system, or belongs to a newer version. Choose another file or upgrade"};
    case Trouble::unsafe:
        return {Fault::unavailable, "store.unsafe", "数据库的设置不能保证已确认的数据不丢失、不外泄",
                "按提示改正设置后再启动",
                "The database is set up so that acknowledged work could be lost or read by others. Mend the setting, "
                "then start"};
    case Trouble::busy:
        return {Fault::conflict, "store.busy", "数据正被他人修改，等待超时", "稍后重试同一操作",
                "Others held the data for too long. Try the same again"};
    case Trouble::disk_full:
        return {Fault::unavailable, "store.disk_full", "磁盘空间不足，未写入任何内容", "腾出磁盘空间后重试",
                "The disk is full; nothing was written. Free some space and try again"};
    case Trouble::constraint:
        return {Fault::conflict, "store.constraint", "数据重复、缺失或引用了不存在的记录", "核对所指的列",
                "A value stands twice, is missing, or refers to nothing. Look at the columns named"};
    case Trouble::lost:
        return {Fault::unavailable, "store.lost", "磁盘或连接出错，最后一次提交是否生效未知",
                "检查磁盘和数据库服务，重新启动后核对最后一项操作",
                "The disk or the connection failed; whether the last commit holds is unknown. Check both, restart, "
                "then look"};
    case Trouble::damaged:
        return {Fault::unavailable, "store.damaged", "数据库文件已损坏", "停止使用并从备份恢复",
                "The database is damaged. Stop using it and restore a backup"};
    case Trouble::spoilt:
        return {Fault::conflict, "store.spoilt", "本次事务中已有操作失败，不能提交", "重新开始整个操作",
                "A statement of this transaction failed, so it cannot be committed. Start it anew"};
    case Trouble::sql:
        return {Fault::unavailable, "store.sql", "数据库不接受该语句", "这是程序缺陷，请附上本信息反馈",
                "The engine refuses the statement: a fault of the program. Report it with this message"};
    }
    VERIFY(false);
}

} // namespace

Error trouble(Trouble which, std::string_view detail)
{
    const Wording wording = wording_of(which);
    const std::string quoted = " `" + std::string(detail) + "`";
    return {wording.fault, wording.code, wording.message + ("：" + quoted.substr(1)), wording.remedy,
            wording.english + quoted};
}

} // namespace huimin::store::internal
