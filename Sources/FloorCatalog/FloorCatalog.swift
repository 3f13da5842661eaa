public import FloorModel
internal import Foundation

/// Floors and machine types as files: what a person writes becomes a `FloorDescription`, or the list of all that
/// is wrong with it. Touches no device and no password.
public enum FloorCatalog {
    /// Reads a floor file and the machine types that it names.
    ///
    /// Machine types are looked for in `machinesDirectory` alone where it is given; else in the folders named by
    /// `MACHINA_MACHINES` (separated by colons), `Machines/` in and beside the floor file's folder, and
    /// `share/machina/Machines` under the running program's prefix. Relative `port:` and `password_file:` start at
    /// the floor file's folder and are returned absolute.
    ///
    /// - Throws: `CatalogError` with every mistake of the floor file and of its machine files.
    public static func load(
        _ floorFile: String, machinesDirectory: String? = nil
    ) throws(CatalogError) -> FloorDescription {
        let log = MistakeLog()
        let folders = MachineFolders(
            floorFile: floorFile, explicit: machinesDirectory, environment: ProcessInfo.processInfo.environment,
            executable: MachineFolders.runningExecutable())
        let floor = FloorFile(file: floorFile, folders: folders, log: log).read()
        guard let floor, log.isEmpty else { throw CatalogError(mistakes: log.sorted(first: floorFile)) }
        return floor
    }

    /// Reads the machine type of one `machine.yaml`, without a floor around it.
    ///
    /// - Throws: `CatalogError` with every mistake of the file.
    public static func loadMachineType(_ machineFile: String) throws(CatalogError) -> MachineType {
        let log = MistakeLog()
        let folder = CatalogPath.directory(of: CatalogPath.absolute(machineFile))
        let name = folder.split(separator: "/").last.map(String.init) ?? ""
        let type = MachineTypeFile.read(machineFile, name: name, materials: nil, log: log)
        guard let type, log.isEmpty else { throw CatalogError(mistakes: log.sorted(first: machineFile)) }
        return type
    }

    /// Every mistake of `files`, in their order; a file called `machine.yaml` is a machine type, any other a floor.
    public static func check(files: [String], machinesDirectory: String? = nil) -> [Mistake] {
        files.flatMap { file -> [Mistake] in
            do throws(CatalogError) {
                if file.split(separator: "/").last == "machine.yaml" {
                    _ = try loadMachineType(file)
                } else {
                    _ = try load(file, machinesDirectory: machinesDirectory)
                }
                return []
            } catch {
                return error.mistakes
            }
        }
    }
}
