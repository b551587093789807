"""`admit import` is being filled in."""


async def import_files(files, console): ...
